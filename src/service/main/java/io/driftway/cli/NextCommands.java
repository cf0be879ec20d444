package io.driftway.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What to type after {@code init}, so that it can be copied. */
final class NextCommands {

    private NextCommands() {}

    private record Step(String command, String what) {}

    static void print(PrintWriter out, Path dir, Path data, StoreFlags store) {
        boolean here = dir.toAbsolutePath().normalize().equals(Path.of("").toAbsolutePath());
        String program = program(System.getProperty("driftway.called"), here);
        Path rows = here ? data : data.toAbsolutePath().normalize();
        List<Step> steps = new ArrayList<>();
        if (!here) {
            steps.add(new Step("cd " + quoted(dir.toString()), "the settings are found from there"));
        }
        steps.add(new Step(
                program + " publish --schema config/schema.yaml --data " + quoted(rows.toString()),
                "trains the first champion and puts it in service"));
        steps.add(new Step(program + " run", "the service; its page is http://localhost:8080/"));
        steps.add(new Step(
                switch (store.kind) {
                    case FOLDER -> "cp BATCH.csv " + quoted(store.folder() + "/incoming/");
                    case AZURE ->
                        String.format(
                                Locale.ROOT,
                                "az storage blob upload --auth-mode login --account-name %s --container-name %s --file BATCH.csv --name incoming/BATCH.csv",
                                quoted(store.account),
                                quoted(store.container));
                },
                "a batch of new rows; its verdict follows within the minute"));
        out.println("Next");
        steps.forEach(step -> out.println("  " + step.command() + "\n      # " + step.what()));
        out.println("Whether all is well says " + program + " doctor");
    }

    /** As it was called for this command; by its whole path where the next folder is another. */
    private static String program(@Nullable String called, boolean here) {
        if (called == null) {
            return "driftway";
        }
        return quoted(
                here || !called.contains("/")
                        ? called
                        : Path.of(called).toAbsolutePath().normalize().toString());
    }

    /** For a POSIX shell. */
    private static String quoted(@Nullable String word) {
        String text = String.valueOf(word);
        return text.matches("[A-Za-z0-9_./:@%+=,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
