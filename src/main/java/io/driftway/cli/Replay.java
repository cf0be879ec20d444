package io.driftway.cli;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.decision.Budget;
import io.driftway.core.decision.LabelRule;
import io.driftway.core.decision.Reference;
import io.driftway.core.decision.StructuralMissing;
import io.driftway.core.decision.Watch;
import io.driftway.core.drift.DriftComparison;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.drift.DriftScore;
import io.driftway.core.model.Features;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.HeldOut;
import io.driftway.core.model.Model;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import io.driftway.core.verdict.Thresholds;
import io.driftway.core.verdict.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Cuts the current of a file into batches and judges one after the other, each when it is asked for. */
final class Replay {

    /** Leaves of so many of the first trees are watched. */
    private static final int WATCHED_TREES = 50;

    /** Fewer rows of a batch, or labelled rows held out of the training, say nothing. */
    private static final int MINIMUM_ROWS = 30;

    private static final Thresholds THRESHOLDS = new Thresholds(0, 0.05, 1);
    private static final double[] NONE = {};

    private final ReplayedFile file;
    private final int batchRows;
    private final Profile known;
    private final DriftOptions options;

    /** A batch before it is judged. */
    private record Unjudged(int number, Batch rows, Profile features, List<String> texts, DriftReport report) {
        double value() {
            return report.driftValue();
        }
    }

    Replay(ReplayedFile file, int batchRows) {
        this.file = file;
        this.batchRows = batchRows;
        known = Profile.of(file.reference(), file.features());
        options = file.model() == null
                ? DriftOptions.DEFAULT
                : DriftOptions.of(file.model().manifest().drift());
    }

    /** What the replaced system would have decided: a breach where the share of drifted columns is above 0.05. */
    Iterator<ReplayedBatch> byThreshold() {
        return batches(batch -> {
            Verdict verdict = Verdict.of(batch.report(), THRESHOLDS);
            return new ReplayedBatch(
                    batch.number(),
                    batch.rows().rows(),
                    verdict.outcome(),
                    verdict instanceof Verdict.Breach,
                    null,
                    batch.report().scores().stream()
                            .filter(DriftScore::drifted)
                            .map(score -> score.tested().column())
                            .toList(),
                    null,
                    1,
                    ReplayedBatch.figure(batch.value()));
        });
    }

    /**
     * What the engine of evidence would have decided.
     *
     * @param labels what became true; null where nothing is known
     * @throws BadInput when there are labels and the reference does not say what the model's loss is on rows that it was not trained on
     */
    Iterator<ReplayedBatch> byEvidence(Budget budget, @Nullable ReplayedLabels labels) {
        Watched watched = new Watched(watch(budget, labels), labels);
        return batches(watched::judge);
    }

    /** The watch as it stands, and the losses whose labels are still to come, those of the oldest batch first. */
    private final class Watched {

        private final @Nullable ReplayedLabels labels;
        private final Deque<double[]> toCome = new ArrayDeque<>();
        private Watch watch;

        Watched(Watch watch, @Nullable ReplayedLabels labels) {
            this.watch = watch;
            this.labels = labels;
        }

        ReplayedBatch judge(Unjudged batch) {
            if (!batch.texts().isEmpty()) {
                // A service sets such a file aside before it is scored, so that it enters no window.
                toCome.addLast(NONE);
                return ReplayedBatch.unreadable(batch.number(), batch.rows().rows(), batch.texts(), batch.value());
            }
            Model model = file.model();
            ScoredBatch scored = model == null ? null : score(model, batch.rows());
            Profile profile = scored == null ? batch.features() : with(scored.prediction(), batch.features());
            List<long[]> leaves = leaves(batch.rows());
            if (labels != null && scored != null) {
                // Of the rows of a broken feed the model may say anything.
                boolean broken = watch.after(new Watch.Observation(profile, leaves, NONE))
                                .verdict()
                        instanceof io.driftway.core.decision.Verdict.Broken;
                toCome.addLast(broken ? NONE : labels.losses(batch.rows(), scored.probabilities()));
            }
            Watch.Step step = watch.after(new Watch.Observation(profile, leaves, come()));
            watch = step.next();
            return ReplayedBatch.of(batch.number(), batch.rows().rows(), step.verdict(), batch.value());
        }

        private double[] come() {
            DoubleStream come = DoubleStream.empty();
            while (labels != null && toCome.size() > labels.delay()) {
                come = DoubleStream.concat(come, Arrays.stream(toCome.removeFirst()));
            }
            return come.toArray();
        }
    }

    private Iterator<ReplayedBatch> batches(Function<Unjudged, ReplayedBatch> judge) {
        int rows = file.current().rows();
        return IntStream.range(0, Math.ceilDiv(rows, batchRows))
                .mapToObj(number -> judge.apply(unjudged(number, Math.min(rows, (number + 1) * batchRows))))
                .iterator();
    }

    private Unjudged unjudged(int number, int to) {
        int from = number * batchRows;
        Batch rows = file.current().select(IntStream.range(from, to).toArray());
        List<String> texts = file.textsIn(from, to);
        Profile features = Profile.of(rows, file.features());
        Profile readable = texts.isEmpty() ? features : without(texts, features);
        Map<String, String> untestable = new HashMap<>();
        texts.forEach(name -> untestable.put(name, "the reference has numbers here, and the current has not"));
        return new Unjudged(
                number + 1, rows, features, texts, DriftComparison.compare(known, readable, options, untestable));
    }

    private static Profile without(List<String> texts, Profile features) {
        return new Profile(
                features.rows(),
                features.columns().stream()
                        .map(column -> texts.contains(column.name())
                                ? ColumnProfile.withoutValues(column.name(), column.type(), column.missing())
                                : column)
                        .toList());
    }

    private Watch watch(Budget budget, @Nullable ReplayedLabels labels) {
        Model model = file.model();
        List<StructuralMissing> structural = StructuralMissing.of(file.reference(), known);
        if (model == null) {
            return new Watch(known, structural, Reference.of(known), budget, null, MINIMUM_ROWS);
        }
        Optional<HeldOut> heldOut = heldOut(model);
        // Predictions of rows that the model was trained on are bolder than those of any others.
        Profile profile = with(
                score(model, heldOut.map(HeldOut::rows).orElse(file.reference()))
                        .prediction(),
                known);
        Map<String, Double> falls = new HashMap<>();
        model.manifest().importance().forEach((name, importance) -> falls.put(name, importance.mean()));
        return new Watch(
                profile,
                structural,
                Reference.of(profile, leaves(file.reference()), falls),
                budget,
                labels == null ? null : labelRule(model, heldOut, budget),
                MINIMUM_ROWS);
    }

    /** The rows of the reference that the model was not trained on, where they have labels. */
    private Optional<HeldOut> heldOut(Model model) {
        return model.manifest()
                .schema()
                .target()
                .flatMap(target -> file.reference().column(target.name()))
                .map(target -> HeldOut.of(file.reference(), model.manifest().schema()))
                .filter(rows -> rows.positive().length >= MINIMUM_ROWS);
    }

    private LabelRule labelRule(Model model, Optional<HeldOut> rows, Budget budget) {
        HeldOut heldOut = rows.orElseThrow(
                () -> new BadInput(
                        file.reference().name() + ": there are fewer than "
                                + MINIMUM_ROWS
                                + " labelled rows that the model was not trained on, so that the loss on new labels has"
                                + " nothing to be compared with; give as --reference the labelled file that the model was trained from"));
        float[] probabilities = score(model, heldOut.rows()).probabilities();
        return LabelRule.of(
                IntStream.range(0, probabilities.length)
                        .mapToDouble(row -> ReplayedLabels.loss(probabilities[row], heldOut.positive()[row]))
                        .toArray(),
                budget);
    }

    private static ScoredBatch score(Model model, Batch rows) {
        try {
            return model.score(rows);
        } catch (IllegalArgumentException unscorable) {
            throw new BadInput(rows.name() + ": " + unscorable.getMessage());
        }
    }

    private static Profile with(NumericColumn prediction, Profile features) {
        List<ColumnProfile> columns = new ArrayList<>(features.columns());
        columns.addAll(Profile.of(
                        new Batch(prediction.name(), List.of(prediction), prediction.size()),
                        List.of(prediction.name()))
                .columns());
        return new Profile(features.rows(), columns);
    }

    private List<long[]> leaves(Batch rows) {
        Model model = file.model();
        return model != null && model.scorer() instanceof FlatTrees trees
                ? trees.leaves(Features.of(rows, model.manifest().schema()), WATCHED_TREES)
                : List.of();
    }
}
