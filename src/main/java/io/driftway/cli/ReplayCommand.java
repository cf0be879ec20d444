package io.driftway.cli;

import io.driftway.core.decision.Budget;
import io.driftway.format.Json;
import io.driftway.page.ReplayPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says of a file of rows, cut into batches, what would have been decided about each. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Cuts a file into batches and says what would have been decided about each, one line a batch.",
            "Without a model every column counts alike, and nothing is asked of predictions and leaves."
        },
        footer = {
            "",
            "Types are those of the model, or are guessed from the reference; a batch with a text among its numbers is broken.",
            "Nothing is trained and nothing is written; docs/deciding.md says how to read a line."
        })
@SuppressWarnings("NullAway.Init")
public final class ReplayCommand implements Callable<Integer> {

    enum Format {
        TEXT,
        JSONL,
        HTML
    }

    enum Policy {
        EVIDENCE,
        THRESHOLD
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--reference",
            required = true,
            paramLabel = "FILE",
            description = "What the data should look like: CSV, plain or gzip, or Parquet.")
    private Path reference;

    @Option(names = "--current", required = true, paramLabel = "FILE", description = "The rows to judge, oldest first.")
    private Path current;

    @Option(
            names = "--batch-rows",
            paramLabel = "ROWS",
            description = "Rows of a batch; ${DEFAULT-VALUE} if not given.")
    private int batchRows = 500;

    @Option(
            names = "--model",
            paramLabel = "FOLDER",
            description = "A model bundle; it says the columns and their types.")
    private @Nullable Path model;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "What became true: a column of ids and one of labels.")
    private @Nullable Path labels;

    @Option(names = "--id", paramLabel = "COLUMN", description = "The column of ids, in --current and in --labels.")
    private @Nullable String id;

    @Option(names = "--label", paramLabel = "COLUMN", description = "The column of labels, in --labels.")
    private @Nullable String label;

    @Option(
            names = "--label-delay",
            paramLabel = "BATCHES",
            description = "After how many batches the labels of a batch come; 0 if not given.")
    private @Nullable Integer labelDelay;

    @Option(
            names = "--season",
            paramLabel = "BATCHES",
            description =
                    "Batches in a season, as 7 for daily batches with a weekly pattern; ${DEFAULT-VALUE}, none, if not given.")
    private int season = 1;

    @Option(
            names = "--batches-per-year",
            paramLabel = "BATCHES",
            description = "How many batches come in a year; 365 if not given.")
    private double batchesPerYear = 365;

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            description = "evidence (the default), or threshold: a breach is data_drift_value above 0.05.")
    private Policy policy = Policy.EVIDENCE;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "text (the default), jsonl: one object a line, or html: one page to look at.")
    private Format format = Format.TEXT;

    @Override
    public Integer call() throws IOException {
        requireSense();
        ReplayedFile file = ReplayedFile.read(reference, current, model, id, labels != null);
        file.notes().forEach(note -> spec.commandLine().getErr().println("driftway: " + note));
        ReplayedLabels known = labels(file);
        Replay replay = new Replay(file, batchRows);
        write(
                switch (policy) {
                    case THRESHOLD -> replay.byThreshold();
                    case EVIDENCE -> replay.byEvidence(new Budget(1, batchesPerYear, season), known);
                });
        return 0;
    }

    private @Nullable ReplayedLabels labels(ReplayedFile file) {
        return labels == null || id == null || label == null || file.model() == null
                ? null
                : ReplayedLabels.read(
                        labels,
                        id,
                        label,
                        labelDelay == null ? 0 : labelDelay,
                        file,
                        file.model().manifest().schema());
    }

    private void requireSense() {
        require(batchRows >= 1, "--batch-rows must be at least 1, got " + batchRows);
        require(season >= 1, "--season must be at least 1 batch, got " + season + "; 1 means that there is none");
        require(
                batchesPerYear >= 1 && batchesPerYear < Double.POSITIVE_INFINITY,
                "--batches-per-year must be a number of at least 1, got " + batchesPerYear);
        require(labelDelay == null || labelDelay >= 0, "--label-delay must be at least 0 batches, got " + labelDelay);
        if (labels == null) {
            require(label == null, "--label names a column of a file of labels; give the file as --labels");
            require(labelDelay == null, "--label-delay says when labels come; give the file of labels as --labels");
        } else {
            require(model != null, "--labels needs --model: labels tell how wrong the predictions of a model are");
            require(
                    id != null && label != null,
                    "--labels needs --id and --label: the column by which its rows are found, and that of the labels");
        }
    }

    private static void require(boolean sound, String otherwise) {
        if (!sound) {
            throw new BadInput(otherwise);
        }
    }

    private void write(Iterator<ReplayedBatch> batches) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case TEXT -> {
                ReplayText text = new ReplayText();
                out.println(ReplayText.HEADING);
                while (batches.hasNext()) {
                    out.println(text.line(batches.next()));
                    out.flush();
                }
                out.println();
                out.println(text.summary());
            }
            case JSONL -> {
                while (batches.hasNext()) {
                    out.println(Json.MAPPER.writeValueAsString(batches.next()));
                    out.flush();
                }
            }
            case HTML -> {
                ReplayText text = new ReplayText();
                List<Map<?, ?>> judged = new ArrayList<>();
                while (batches.hasNext()) {
                    ReplayedBatch batch = batches.next();
                    text.line(batch);
                    judged.add(Json.MAPPER.convertValue(batch, Map.class));
                }
                out.print(ReplayPage.of(
                        current.getFileName() + " against " + reference.getFileName(), text.summary(), judged));
            }
        }
        out.flush();
    }
}
