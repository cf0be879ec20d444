package io.driftway.cli;

import io.driftway.core.drift.DriftComparison;
import io.driftway.core.drift.DriftMethod;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import io.driftway.format.ColumnKind;
import io.driftway.format.DriftReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The drift report of two files. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Says how far one CSV file has drifted from another, by Evidently's rules unless told otherwise.",
        footer = {
            "",
            "Types are guessed from the current file and hold for both. Methods and thresholds follow from type and size of the reference.",
            "Exit codes: 0 done, 2 bad input, 3 drift with --fail-on-drift."
        })
@SuppressWarnings("NullAway.Init")
public final class CompareCommand implements Callable<Integer> {

    /** A share of drifted columns above it is drift of the data as a whole. */
    private static final double MAX_DRIFT_VALUE = 0.05;

    private static final int DRIFT = 3;

    enum Format {
        TEXT,
        JSON
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--reference",
            required = true,
            paramLabel = "FILE",
            description = "What the data should look like: CSV, plain or gzip.")
    private Path reference;

    @Option(names = "--current", required = true, paramLabel = "FILE", description = "What it looks like now.")
    private Path current;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            description = "The method for all columns, such as ks or jensenshannon.")
    private @Nullable String method;

    @Option(
            names = "--column",
            paramLabel = "COLUMN=METHOD",
            split = ",",
            description = "The method for one column; may be repeated.")
    private Map<String, String> columnMethods = new HashMap<>();

    @Option(names = "--threshold", paramLabel = "NUMBER", description = "The threshold for all columns.")
    private @Nullable Double threshold;

    @Option(
            names = "--column-threshold",
            paramLabel = "COLUMN=NUMBER",
            split = ",",
            description = "The threshold for one column; may be repeated.")
    private Map<String, Double> columnThresholds = new HashMap<>();

    @Option(
            names = "--column-type",
            paramLabel = "COLUMN=TYPE",
            split = ",",
            description = "num, cat or skip for a column whose type is not to be guessed; may be repeated.")
    private Map<String, ColumnKind> columnTypes = new HashMap<>();

    @Option(names = "--format", paramLabel = "FORMAT", description = "text (the default) or json.")
    private Format format = Format.TEXT;

    @Option(names = "--out", paramLabel = "FILE", description = "Where the report goes; standard output if not given.")
    private @Nullable Path out;

    @Option(
            names = "--fail-on-drift",
            description = "Exit with 3 when more than 5 percent of the tested columns drifted.")
    private boolean failOnDrift;

    @Override
    public Integer call() {
        DriftOptions options = options();
        Sides sides = Sides.read(reference, current, columnTypes);
        requireFit(options, sides.current());
        sides.notes().forEach(note -> spec.commandLine().getErr().println("driftway: " + note));
        DriftReport columns = compare(sides, options);
        DriftReport report =
                new DriftReport(columns.rowsReference(), columns.rowsCurrent(), sides.missing(), columns.scores());
        write(
                switch (format) {
                    case TEXT -> DriftReportText.write(report);
                    case JSON -> DriftReportJson.write(report) + "\n";
                });
        return failOnDrift && report.driftValue() > MAX_DRIFT_VALUE ? DRIFT : 0;
    }

    private DriftOptions options() {
        Map<String, DriftMethod> methods = new HashMap<>();
        columnMethods.forEach((column, code) -> methods.put(column, named(code)));
        try {
            return new DriftOptions(method == null ? null : named(method), threshold, methods, columnThresholds);
        } catch (IllegalArgumentException nonsense) {
            throw new BadInput(String.valueOf(nonsense.getMessage()));
        }
    }

    private static DriftMethod named(String code) {
        return DriftMethod.named(code)
                .orElseThrow(() -> new BadInput("there is no method " + code + "; there are " + methods()));
    }

    private static String methods() {
        return Arrays.stream(DriftMethod.values()).map(DriftMethod::code).collect(Collectors.joining(", "));
    }

    private static void requireFit(DriftOptions options, Profile compared) {
        requireCompared("--column", options.methods().keySet(), compared);
        requireCompared("--column-threshold", options.thresholds().keySet(), compared);
        for (ColumnProfile column : compared.columns()) {
            DriftMethod named = options.methods().getOrDefault(column.name(), options.method());
            if (named != null && !named.accepts(column.type())) {
                String type = column.type().name().toLowerCase(Locale.ROOT);
                throw new BadInput(
                        "method %s does not apply to column %s of type %s; name another with --column %s=METHOD"
                                .formatted(named.code(), column.name(), type, column.name()));
            }
        }
    }

    private static void requireCompared(String option, Set<String> columns, Profile compared) {
        columns.stream()
                .filter(column -> compared.column(column).isEmpty())
                .sorted()
                .findFirst()
                .ifPresent(column -> {
                    throw new BadInput(option + " names " + column + ", which is not among the columns compared: "
                            + compared.columns().stream()
                                    .map(ColumnProfile::name)
                                    .collect(Collectors.joining(", ")));
                });
    }

    private static DriftReport compare(Sides sides, DriftOptions options) {
        try {
            return DriftComparison.compare(sides.reference(), sides.current(), options);
        } catch (IllegalArgumentException nonsense) {
            throw new BadInput(String.valueOf(nonsense.getMessage()));
        }
    }

    private void write(String report) {
        if (out == null) {
            spec.commandLine().getOut().print(report);
            spec.commandLine().getOut().flush();
            return;
        }
        try {
            Files.writeString(out, report);
        } catch (IOException failure) {
            throw new BadInput(
                    out + ": cannot be written (" + failure.getClass().getSimpleName() + ")");
        }
    }
}
