package io.driftway.cli;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.decision.Budget;
import io.driftway.core.decision.DecisionRule;
import io.driftway.core.decision.Delivery;
import io.driftway.core.decision.EvidenceRule;
import io.driftway.core.decision.History;
import io.driftway.core.decision.Observation;
import io.driftway.core.decision.ReferenceFacts;
import io.driftway.core.decision.Verdict;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.model.Importance;
import io.driftway.core.model.Model;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.profile.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Simulates what the rule of evidence finds. A reference and batches are drawn from the rows of the reference, with replacement. The reference is itself a sample, hence it is drawn
 * anew each time. Batches without a move come first, so that the windows are full; then one column moves.
 *
 * <p>The same rows, settings and seed give the same figures.
 */
final class Calibrating {

    /** Batches within which a move is to be found, and before it without a move: the longest window. */
    static final int WITHIN = 32;

    /** References that are drawn to count false requests. */
    static final int REFERENCES = 100;

    /** Of these, so many see moves. */
    static final int MOVED_REFERENCES = 20;

    /** Rows of a larger reference make no difference to batches that are so much smaller. */
    static final int MOST_ROWS = 50_000;

    private static final long SEED = 1;

    private static final int MOST_COLUMNS = 12;

    /** With a model, which must score each batch. */
    private static final int MOST_COLUMNS_OF_MODEL = 4;

    /**
     * What became of moves.
     *
     * @param column that moved
     * @param seen after how many batches the verdict was not stable, by reference; 0 where it always was
     * @param asked after how many batches a retraining was asked for; 0 where none was
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Found(String column, Shift shift, int[] seen, int[] asked) {}

    /**
     * What was found with batches of one size.
     *
     * @param batches without a move, up to the first request of each reference
     * @param requests for a retraining in these, at most one a reference
     */
    record Outcome(int batchRows, long batches, int requests, List<Found> found) {}

    private record Moving(String column, Shift shift, Shift.Mover mover) {}

    private final ReplayedFile file;
    private final @Nullable Model model;
    private final Budget budget;
    private final Batch rows;
    private final @Nullable NumericColumn predictions;
    private final List<Moving> moves = new ArrayList<>();

    /** @throws BadInput when the model cannot score the reference */
    Calibrating(ReplayedFile file, Budget budget) {
        this.file = file;
        this.budget = budget;
        model = file.bundle() == null ? null : file.bundle().model();
        List<Column> features = file.reference().columns().stream()
                .filter(column -> file.features().contains(column.name()))
                .toList();
        rows = new Batch(file.reference().name(), features, file.reference().rows());
        predictions = model == null ? null : Replay.score(model, rows).prediction();
        for (String name : chosen()) {
            Column column = rows.column(name).orElseThrow();
            for (Shift shift : Shift.ALL) {
                shift.of(column).ifPresent(mover -> moves.add(new Moving(name, shift, mover)));
            }
        }
    }

    /** Returns the columns that are moved: the most important ones of a model, or evenly spaced ones. */
    List<String> chosen() {
        List<String> names = rows.columns().stream()
                .filter(column -> column.missing() < column.size())
                .map(Column::name)
                .toList();
        if (model != null) {
            Map<String, Importance> importance = model.manifest().importance();
            return names.stream()
                    .sorted(Comparator.comparingDouble(name -> {
                        Importance fall = importance.get(name);
                        return fall == null ? 0 : -fall.mean();
                    }))
                    .limit(MOST_COLUMNS_OF_MODEL)
                    .toList();
        }
        int most = Math.min(MOST_COLUMNS, names.size());
        return IntStream.range(0, most)
                .mapToObj(i -> names.get(i * names.size() / most))
                .toList();
    }

    /**
     * Simulates batches of one size.
     *
     * @param progress is told the share that is done, from several threads
     */
    Outcome simulate(int batchRows, DoubleConsumer progress) {
        AtomicInteger done = new AtomicInteger();
        List<Drawn> drawn = IntStream.range(0, REFERENCES)
                .parallel()
                .mapToObj(number -> {
                    Drawn one = new Drawn(new SplittableRandom(SEED + 31L * number + batchRows), batchRows);
                    one.run(number < MOVED_REFERENCES);
                    // A reference that sees moves takes longer.
                    progress.accept((double) done.incrementAndGet() / REFERENCES);
                    return one;
                })
                .toList();
        List<Found> found = new ArrayList<>();
        for (int move = 0; move < moves.size(); move++) {
            int place = move;
            found.add(new Found(
                    moves.get(move).column(),
                    moves.get(move).shift(),
                    each(drawn, one -> one.seen[place]),
                    each(drawn, one -> one.asked[place])));
        }
        return new Outcome(
                batchRows,
                drawn.stream().mapToLong(one -> one.batches).sum(),
                (int) drawn.stream().filter(one -> one.requested).count(),
                found);
    }

    private ReferenceFacts facts(Batch reference, Profile profile) {
        return model == null
                ? ReferenceFacts.of(reference, profile)
                : ReferenceFacts.of(reference, profile, model.manifest().schema(), model.scorer(), null);
    }

    /** Rows that repeat each other, as rows drawn with replacement do, are not held against a batch. */
    private Observation observe(Batch batch, Profile features, ReferenceFacts facts) {
        ScoredBatch scored = model == null ? null : Replay.score(model, batch);
        return new Observation(
                batch.name(),
                new DriftReport(0, batch.rows(), 0, List.of()),
                scored == null ? features : features.with(Replay.profile(scored.prediction())),
                scored == null ? List.of() : facts.watched(scored.leaves()),
                Delivery.UNKNOWN);
    }

    private static int[] each(List<Drawn> drawn, ToIntFunction<Drawn> figure) {
        return drawn.stream().limit(MOVED_REFERENCES).mapToInt(figure).toArray();
    }

    /** A reference that was drawn, and what its batches met with. */
    private final class Drawn {

        private final SplittableRandom random;
        private final int batchRows;
        private final int[] seen = new int[moves.size()];
        private final int[] asked = new int[moves.size()];
        private long batches;
        private boolean requested;

        Drawn(SplittableRandom random, int batchRows) {
            this.random = random;
            this.batchRows = batchRows;
        }

        void run(boolean moving) {
            int[] own = draw(Math.min(rows.rows(), MOST_ROWS));
            Batch reference = rows.select(own);
            Profile profile = Profile.of(reference, file.features());
            if (predictions != null) {
                profile = profile.with(Replay.profile(predictions.select(own)));
            }
            ReferenceFacts facts = facts(reference, profile);
            EvidenceRule rule = facts.rule(
                    profile, model == null ? Map.of() : model.manifest().importance(), budget, Replay.MINIMUM_ROWS);
            History history = History.NONE;
            for (int batch = 0; batch < WITHIN; batch++) {
                Batch drawn = rows.select(draw(batchRows));
                DecisionRule.Decision decision =
                        rule.decide(observe(drawn, Profile.of(drawn, file.features()), facts), history);
                history = decision.history();
                batches += requested ? 0 : 1;
                requested |= decision.verdict().asks();
            }
            if (!moving) {
                return;
            }
            List<Batch> later = new ArrayList<>();
            List<Profile> profiles = new ArrayList<>();
            for (int batch = 0; batch < WITHIN; batch++) {
                Batch drawn = rows.select(draw(batchRows));
                later.add(drawn);
                profiles.add(Profile.of(drawn, file.features()));
            }
            for (int move = 0; move < moves.size(); move++) {
                follow(move, rule, facts, history, later, profiles);
            }
        }

        private void follow(
                int move,
                EvidenceRule rule,
                ReferenceFacts facts,
                History before,
                List<Batch> later,
                List<Profile> profiles) {
            Moving moving = moves.get(move);
            History history = before;
            for (int batch = 0; batch < WITHIN && asked[move] == 0; batch++) {
                Batch as = later.get(batch);
                Column moved = moving.mover().move(as.column(moving.column()).orElseThrow(), random);
                Batch now = new Batch(as.name(), Shift.with(as.columns(), moved), as.rows());
                Profile profile = profiles.get(batch)
                        .without(moving.column())
                        .with(Profile.of(now, List.of(moving.column()))
                                .columns()
                                .getFirst());
                DecisionRule.Decision decision = rule.decide(observe(now, profile, facts), history);
                history = decision.history();
                if (!(decision.verdict() instanceof Verdict.Stable) && seen[move] == 0) {
                    seen[move] = batch + 1;
                }
                if (decision.verdict().asks()) {
                    asked[move] = batch + 1;
                }
            }
        }

        private int[] draw(int size) {
            return random.ints(size, 0, rows.rows()).toArray();
        }
    }
}
