package io.driftway.cli;

import io.driftway.core.decision.ThresholdRule;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.format.json.Json;
import io.driftway.page.ReplayPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says of a file of rows, cut into batches, or of the batches of a store, what would have been decided about each. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Cuts a file into batches and says what would have been decided about each, one line a batch.",
            "With --store, decides again about the batches of a store, and shows both verdicts.",
            "Without a model every column counts alike, and nothing is asked of predictions and leaves."
        },
        footer = {
            "",
            "Types are those of the model, or are guessed from the reference; a batch with a text among its numbers is broken.",
            "Nothing is trained and nothing is written; docs/deciding.md says how to read a line."
        })
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
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--reference",
            paramLabel = "FILE",
            description = "What the data should look like: CSV, plain or gzip, or Parquet.")
    private @Nullable Path reference;

    @Option(names = "--current", paramLabel = "FILE", description = "The rows to judge, oldest first.")
    private @Nullable Path current;

    @Option(
            names = "--store",
            description = {
                "Decides again about the batches of the store that the settings name, and shows both verdicts.",
                "It takes settings as run does, such as --driftway.store.folder=store; options go before settings."
            })
    private boolean ofStore;

    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            description = "With --store: verdicts of then or later, such as 2026-11-02T00:00:00Z.")
    private @Nullable Instant from;

    @Option(names = "--to", paramLabel = "INSTANT", description = "With --store: verdicts before then.")
    private @Nullable Instant to;

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

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private BudgetFlags budget;

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            description = "evidence (the default), or threshold: a breach is data_drift_value above --breach-at.")
    private @Nullable Policy policy;

    @Option(
            names = "--breach-at",
            paramLabel = "SHARE",
            description = "With --policy threshold: a larger share of drifted columns is a breach; 0.05 if not given.")
    private @Nullable Double breachAt;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "text (the default), jsonl: one object a line, or html: one page to look at.")
    private Format format = Format.TEXT;

    @Parameters(hidden = true)
    private List<String> settings = List.of();

    @Override
    public Integer call() throws IOException {
        OnModels.requireNone(spec, settings);
        requireSense();
        if (ofStore) {
            new ReplayedStore(spec.commandLine().getOut(), spec.commandLine().getErr())
                    .replay(Stream.concat(settings.stream(), asSettings()).toList(), this::isInRange, format);
        } else {
            ofFiles(Objects.requireNonNull(reference), Objects.requireNonNull(current));
        }
        return 0;
    }

    private void ofFiles(Path known, Path judged) throws IOException {
        ReplayedFile file = ReplayedFile.read(known, judged, model, id, labels != null);
        file.notes().forEach(note -> spec.commandLine().getErr().println("driftway: " + note));
        ReplayedLabels come = labels(file);
        Replay replay = new Replay(file, batchRows);
        write(
                judged.getFileName() + " against " + known.getFileName(),
                switch (or(policy, Policy.EVIDENCE)) {
                    case THRESHOLD -> replay.byThreshold(or(breachAt, ThresholdRule.BREACH_AT));
                    case EVIDENCE -> replay.byEvidence(budget.budget(), come);
                });
    }

    private static <T> T or(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }

    /** What was given beside settings, as settings. */
    private Stream<String> asSettings() {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("decision.policy", or(policy, ""));
        given.putAll(budget.settings());
        given.put("drift.breach-at", or(breachAt, ""));
        return given.entrySet().stream()
                .filter(setting -> !setting.getValue().equals(""))
                .map(setting -> "--driftway." + setting.getKey() + "=" + setting.getValue());
    }

    private boolean isInRange(VerdictRecord verdict) {
        return (from == null || !verdict.decidedAt().isBefore(from))
                && (to == null || verdict.decidedAt().isBefore(to));
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
        if (ofStore) {
            BadInput.unless(
                    reference == null && current == null && model == null && labels == null && id == null,
                    "--store has rows, models and labels of its own; leave out --reference, --current, --model, --labels and --id");
            BadInput.unless(
                    from == null || to == null || from.isBefore(to),
                    "--from must be before --to, got " + from + " and " + to);
        } else {
            BadInput.unless(
                    reference != null && current != null,
                    "--reference and --current are needed, the files to compare; or --store, for the batches of a store");
            BadInput.unless(
                    from == null && to == null, "--from and --to are of --store: the rows of a file have no time");
            BadInput.unless(
                    settings.isEmpty(), "settings are of --store; the options say what a replay of files needs");
        }
        BadInput.unless(batchRows >= 1, "--batch-rows must be at least 1, got " + batchRows);
        budget.budget(); // refuses a number that makes no sense before the files are read
        BadInput.unless(
                breachAt == null || (breachAt >= 0 && breachAt < 1),
                "--breach-at must be at least 0 and below 1, got " + breachAt);
        BadInput.unless(
                labelDelay == null || labelDelay >= 0, "--label-delay must be at least 0 batches, got " + labelDelay);
        if (labels == null) {
            BadInput.unless(label == null, "--label names a column of a file of labels; give the file as --labels");
            BadInput.unless(
                    labelDelay == null, "--label-delay says when labels come; give the file of labels as --labels");
        } else {
            BadInput.unless(
                    model != null, "--labels needs --model: labels tell how wrong the predictions of a model are");
            BadInput.unless(
                    id != null && label != null,
                    "--labels needs --id and --label: the column by which its rows are found, and that of the labels");
        }
    }

    private void write(String name, Iterator<ReplayedBatch> batches) throws IOException {
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
                out.print(ReplayPage.of(name, text.summary(), judged));
            }
        }
        out.flush();
    }
}
