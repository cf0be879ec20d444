package io.driftway.cli;

import io.driftway.app.Nearest;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Schema;
import io.driftway.core.retrain.Trainer;
import io.driftway.core.retrain.Untrainable;
import io.driftway.format.table.Inferred;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A configuration and a schema for a model and data of one's own, from a file of labelled rows. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = {
            "Looks at a file of labelled rows, says what it takes each column for and why, and writes that down with a configuration",
            "of the service, both to be edited. Then it says what to do next. Nothing is overwritten unless told."
        },
        footer = {
            "",
            "Examples:",
            "  driftway init --data customers.csv --target Churn",
            "  driftway init --data loans.parquet --target default --positive 1 --id loan_id --column-type zip=cat --dir loans",
            "  driftway init --data customers.csv --target Churn --store azure --account mydriftwaydata --container driftway"
        })
@SuppressWarnings("NullAway.Init")
final class InitCommand implements Runnable {

    private static final int WIDEST_NAME = 32;

    @Spec
    private CommandSpec spec;

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "Labelled rows, oldest first.")
    private Path data;

    @Option(names = "--target", required = true, paramLabel = "COLUMN", description = "What the model shall predict.")
    private String target;

    @Mixin
    private ColumnFlags columns = new ColumnFlags();

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "Where config/ is written and the service is started; the present folder if not given.")
    private Path dir;

    @Mixin
    private StoreFlags store = new StoreFlags();

    @Option(names = "--force", description = "Replaces what an earlier init has written.")
    private boolean force;

    @Override
    public void run() {
        Path settings = dir.resolve("config").resolve("application.yaml").normalize();
        Path schema = dir.resolve("config").resolve("schema.yaml").normalize();
        if (!force) {
            requireFree(settings);
            requireFree(schema);
        }
        String configuration = store.configuration();
        DataFile file = DataFile.of(data);
        List<String> header = file.header();
        requireThere(header, target);
        if (columns.id != null) {
            requireThere(header, columns.id);
        }
        Inferred inferred =
                file.infer(new Labelling(target, columns.id, columns.positive, columns.types, null).kinds(header));
        if (inferred.decoded() instanceof Rejection rejection) {
            throw new BadInput(rejection);
        }
        Batch rows = (Batch) inferred.decoded();
        ColumnGuesses guesses = ColumnGuesses.of(header, inferred, rows, target, columns.id, columns.types);
        CategoricalColumn labels = (CategoricalColumn) rows.column(target).orElseThrow();
        Positive positive = Positive.of(labels, columns.positive);
        requireTrainable(rows, guesses.fields(inferred, target), positive);

        write(schema, SchemaText.of(data, target, positive, guesses));
        write(settings, configuration);
        store.makeInbox(dir);

        PrintWriter out = spec.commandLine().getOut();
        printColumns(out, rows, header.size(), guesses, positive);
        out.println();
        out.println("Written    " + schema + ": the columns as above; edit what is guessed wrong");
        out.println("           " + settings + ": the settings of the service");
        out.println();
        NextCommands.print(out, dir, data, store);
        out.flush();
    }

    private static void requireFree(Path file) {
        if (Files.exists(file)) {
            throw new BadInput(file + ": is there already; --force replaces it, --dir names another folder");
        }
    }

    /** A header that cannot be read is left to the reader, which says why. */
    private void requireThere(List<String> header, String column) {
        if (!header.isEmpty() && !header.contains(column)) {
            throw new BadInput(data + ": there is no column " + column
                    + Nearest.to(column, header)
                            .map(near -> "; did you mean " + near + "?")
                            .orElse("; there are " + String.join(", ", header)));
        }
    }

    private void requireTrainable(Batch rows, List<Field> fields, Positive positive) {
        Schema schema = LabelledFile.schema(fields, target, null, positive.label());
        Optional<Untrainable> fault = Trainer.fault(rows, schema);
        if (fault.isPresent()) {
            throw new BadInput(data + ": " + fault.get().line());
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException failure) {
            throw new BadInput(file + ": cannot be written, " + failure + "; give --dir another folder");
        }
    }

    private void printColumns(PrintWriter out, Batch rows, int width, ColumnGuesses guesses, Positive positive) {
        out.printf(Locale.ROOT, "%s: %,d rows, %d columns%n", data, rows.rows(), width);
        Map<String, String[]> lines = new LinkedHashMap<>();
        ColumnGuess id = guesses.id();
        if (id != null) {
            lines.put(id.name(), new String[] {"id", id.why()});
        }
        for (ColumnGuess column : guesses.columns()) {
            lines.put(column.name(), new String[] {column.kind().name().toLowerCase(Locale.ROOT), column.why()});
        }
        lines.put(target, new String[] {"target", positive.sentence()});
        int widest = Math.min(
                WIDEST_NAME,
                lines.keySet().stream().mapToInt(String::length).max().orElse(0));
        lines.forEach((name, line) ->
                out.printf(Locale.ROOT, "  %-" + widest + "s  %-6s  %s%n", YamlText.onOneLine(name), line[0], line[1]));
    }
}
