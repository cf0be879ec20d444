package io.driftway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftway.app.Programs;
import io.driftway.app.Refusal;
import io.driftway.doctor.Finding;
import io.driftway.doctor.Finding.State;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whether all is well, and what to do where it is not. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Looks at everything that the service stands on, with the settings that it would have, and says in one line each what is",
            "well, what is not, and how to mend it. All that is written is one small object in the store, doctor/probe.txt."
        },
        footer = {
            "",
            "Examples:",
            "  driftway doctor",
            "  driftway doctor --driftway.store.kind=folder --driftway.store.folder=store --driftway.retrain.launcher=process",
            "  driftway doctor --format json",
            "  kubectl -n driftway exec deployment/driftway -- java -jar driftway.jar doctor"
        })
final class DoctorCommand implements Callable<Integer> {

    private static final int FAULT_FOUND = 1;

    enum Format {
        TEXT,
        JSON
    }

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--format", paramLabel = "FORMAT", description = "text (the default) or json.")
    private Format format = Format.TEXT;

    @Parameters(hidden = true)
    private List<String> settings = List.of();

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        Settings.check(spec, settings);
        List<Finding> findings = findings();
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case TEXT -> findings.forEach(finding -> out.println(line(finding)));
            case JSON ->
                out.println(new ObjectMapper()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(
                                findings.stream().map(DoctorCommand::json).toList()));
        }
        out.flush();
        return findings.stream().anyMatch(finding -> finding.state() == State.FAULT) ? FAULT_FOUND : 0;
    }

    /** Settings that cannot even be read are a finding like any other. */
    private List<Finding> findings() throws InterruptedException {
        try {
            return Programs.doctor(settings.toArray(String[]::new));
        } catch (RuntimeException failure) {
            String line = Refusal.line(failure).orElseThrow(() -> failure);
            return List.of(Finding.fault("settings", line, "nothing else was looked at"));
        }
    }

    private String line(Finding finding) {
        String state = String.format(Locale.ROOT, "%-7s", finding.state().code());
        return colours().string("@|" + colour(finding.state()) + " " + state + "|@")
                + String.format(Locale.ROOT, "  %-9s  ", finding.subject())
                + finding.line();
    }

    private Ansi colours() {
        return spec.commandLine().getColorScheme().ansi();
    }

    private static String colour(State state) {
        return switch (state) {
            case OK -> "green";
            case WARNING -> "yellow";
            case FAULT -> "bold,red";
        };
    }

    private static Map<String, String> json(Finding finding) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("subject", finding.subject());
        fields.put("state", finding.state().code());
        fields.put("line", finding.line());
        return fields;
    }
}
