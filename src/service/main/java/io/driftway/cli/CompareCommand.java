package io.driftway.cli;

import io.driftway.core.decision.ThresholdRule;
import io.driftway.core.decision.Verdict;
import io.driftway.core.drift.AttributionDrift;
import io.driftway.core.drift.Distribution;
import io.driftway.core.drift.DriftReport;
import io.driftway.format.json.DriftReportJson;
import io.driftway.format.profile.Sides;
import io.driftway.format.table.ColumnKind;
import io.driftway.page.ReportPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The drift report of two files. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description =
                "Says how far one file of rows has drifted from another, by Evidently's rules unless told otherwise.",
        footer = {
            "",
            "Types are guessed from the current file and hold for both. Methods and thresholds follow from type and size of the reference.",
            "A column that the current file lacks, or that cannot be read as what the reference has, is null in the report, with the reason."
        })
@SuppressWarnings("NullAway.Init")
public final class CompareCommand implements Callable<Integer> {

    /** A share of drifted columns above 0.05 is drift of the data as a whole. */
    private static final ThresholdRule RULE = new ThresholdRule(ThresholdRule.BREACH_AT, ThresholdRule.BREACH_AT, 1);

    private static final int DRIFT = 3;

    enum Format {
        TEXT,
        JSON,
        HTML
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--reference",
            required = true,
            paramLabel = "FILE",
            description = "What the data should look like: CSV, plain or gzip, or Parquet.")
    private Path reference;

    @Option(names = "--current", required = true, paramLabel = "FILE", description = "What it looks like now.")
    private Path current;

    @Mixin
    private DriftFlags drift;

    @Option(
            names = "--column-type",
            paramLabel = "COLUMN=TYPE",
            split = ",",
            description = "num, cat or skip for a column whose type is not to be guessed; may be repeated.")
    private Map<String, ColumnKind> columnTypes = new HashMap<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "text (the default), json, or html: one file to look at.")
    private Format format = Format.TEXT;

    @Option(names = "--out", paramLabel = "FILE", description = "Where the report goes; standard output if not given.")
    private @Nullable Path out;

    @Option(
            names = "--fail-on-drift",
            description = "Exit with 3 when more than 5 percent of the tested columns drifted, or could have, had all"
                    + " columns been tested.")
    private boolean failOnDrift;

    @Option(
            names = "--attribution",
            description = "Say which features moved the predictions of --model and by how much, and test whether the"
                    + " model leans on other features than it did; --fail-on-drift counts that too.")
    private boolean attribution;

    @Option(
            names = "--model",
            paramLabel = "FOLDER",
            description = "The model bundle whose predictions are attributed; both files need its features.")
    private @Nullable Path model;

    @Override
    public Integer call() {
        drift.settings(); // refuses a method that does not exist before the files are read
        Attributing attributing = attributing();
        Sides sides = sides();
        sides.notes().forEach(note -> spec.commandLine().getErr().println("driftway: " + note));
        DriftReport report = sides.report(drift.options(sides.current().types()));
        Verdict verdict = RULE.judge(report);
        AttributionDrift attributed = attributing == null ? null : attributing.compare(reference, current);
        write(
                switch (format) {
                    case TEXT ->
                        DriftReportText.write(report, verdict)
                                + (attributed == null ? "" : AttributionText.write(attributed));
                    case JSON -> DriftReportJson.write(report, attributed) + "\n";
                    case HTML -> page(report, attributed, sides, verdict);
                });
        return failOnDrift && (mayHaveDrifted(verdict) || (attributed != null && attributed.drifted())) ? DRIFT : 0;
    }

    private Sides sides() {
        try {
            return Sides.of(DataFile.of(reference), DataFile.of(current), columnTypes);
        } catch (Sides.Incomparable nonsense) {
            throw new BadInput(String.valueOf(nonsense.getMessage()));
        }
    }

    private @Nullable Attributing attributing() {
        if (attribution != (model != null)) {
            throw new BadInput(
                    attribution
                            ? "--attribution says what moved the predictions of a model; give its bundle as --model"
                            : "--model is needed for nothing but --attribution; give both or neither");
        }
        return model == null ? null : Attributing.by(model);
    }

    /** A script that asks for drift must not go on where nobody can tell. */
    private static boolean mayHaveDrifted(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Breach _, Verdict.Inconclusive _ -> true;
            case Verdict.Stable _, Verdict.Warning _, Verdict.Broken _ -> false;
        };
    }

    private String page(DriftReport report, @Nullable AttributionDrift attributed, Sides sides, Verdict verdict) {
        return ReportPage.of(
                current.getFileName() + " against " + reference.getFileName(),
                report,
                attributed,
                Distribution.all(sides.reference(), sides.current()),
                verdict);
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
