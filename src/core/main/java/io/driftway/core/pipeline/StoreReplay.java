package io.driftway.core.pipeline;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.decision.DecisionRule;
import io.driftway.core.decision.DecisionRule.Decision;
import io.driftway.core.decision.Delivery;
import io.driftway.core.decision.EvidenceRule;
import io.driftway.core.decision.History;
import io.driftway.core.decision.Observation;
import io.driftway.core.decision.ReportRule;
import io.driftway.core.decision.Verdict;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Contents;
import io.driftway.core.ledger.DecisionLog;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.profile.RowRepeats;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides again about the batches of a store, from their blobs and the models that their verdicts name. Under the settings of that time it
 * gives the recorded verdicts. It writes nothing.
 *
 * <p>The batches of a champion's term are decided in the order of the {@link DecisionLog}, each after all that stand before it there. A
 * {@link ReportRule} and earlier releases leave verdicts without a place in the log. These are decided in the order of time, on a history
 * of their own.
 */
public final class StoreReplay {

    private final ObjectStore store;
    private final RecordFormat format;
    private final Pipeline pipeline;
    private final Function<ChampionPointer, Champion> champions;
    private final Policy policy;
    private final DecisionLog log;
    private final Contents contents;
    private final CountedBatches counted;

    /** Which batch had some bytes or rows first, where the store has no note of it. */
    private final Map<String, String> first = new HashMap<>();

    /**
     * A batch that was decided again.
     *
     * @param recorded its verdict as it was
     * @param verdict as it is now; null where the batch cannot be read any more
     * @param dataDriftValue the share of drifted columns as it is now, in [0, 1]; NaN where none could be tested or the batch cannot be read
     * @param obstacle why it cannot be read; empty where it can
     */
    public record Again(VerdictRecord recorded, @Nullable Verdict verdict, double dataDriftValue, String obstacle) {

        /** Tells whether both verdicts mean the same: outcome, request and cause. Of a record that kept the outcome only, the outcome and request. */
        public boolean same() {
            return verdict != null
                    && verdict.outcome().equals(recorded.outcome())
                    && verdict.asks() == recorded.retrain()
                    && (recorded.verdict() == null
                            || verdict.why().equals(recorded.verdict().why()));
        }
    }

    /** What could be read of a batch. */
    private record Seen(@Nullable Observation batch, String obstacle) {}

    /**
     * Makes a replay.
     *
     * @param champions finds the model that a verdict names
     * @param policy that decides now
     */
    public StoreReplay(
            ObjectStore store,
            RecordFormat format,
            Pipeline pipeline,
            Function<ChampionPointer, Champion> champions,
            Policy policy) {
        this.store = store;
        this.format = format;
        this.pipeline = pipeline;
        this.champions = champions;
        this.policy = policy;
        this.log = new DecisionLog(store, format);
        this.contents = new Contents(store, format);
        this.counted = new CountedBatches(store, format);
    }

    /**
     * Decides again, term by term.
     *
     * @param wanted which verdicts are handed on; of those before them, batches in the log are not read again, and their recorded counts stand for them
     * @param out takes each batch as soon as it is decided
     */
    public void run(Predicate<VerdictRecord> wanted, Consumer<Again> out) {
        Map<ChampionPointer, List<VerdictRecord>> terms = new HashMap<>();
        verdicts().forEach(verdict -> terms.computeIfAbsent(term(verdict.champion()), term -> new ArrayList<>())
                .add(verdict));
        terms.entrySet().stream()
                .filter(term -> term.getValue().stream().anyMatch(wanted))
                .sorted(Comparator.comparing(term -> term.getKey().sequence()))
                .forEach(term -> new Term(champions.apply(term.getKey()), wanted, out).run(term.getValue()));
    }

    /** A verdict may stand in two places, where two releases worked on one store. */
    private List<VerdictRecord> verdicts() {
        Set<String> seen = new HashSet<>();
        return store.list(Keys.VERDICTS).stream()
                .filter(version -> seen.add(Keys.id(Keys.VERDICTS, version.key())))
                .flatMap(version -> store.get(version.key()).stream())
                .map(stored -> format.read(stored.version().key(), stored.content(), VerdictRecord.class))
                .sorted(VerdictLog.BY_TIME)
                .toList();
    }

    /** The episode that promoted a champion is no part of its term. */
    private static ChampionPointer term(ChampionPointer champion) {
        return new ChampionPointer(
                champion.model(), champion.reference(), champion.schema(), champion.sequence(), null);
    }

    /** The batches that met one champion. */
    private final class Term {

        private final Champion champion;
        private final DecisionRule rule;
        private final Predicate<VerdictRecord> wanted;
        private final Consumer<Again> out;
        private History logged = History.NONE;
        private History unlogged = History.NONE;

        Term(Champion champion, Predicate<VerdictRecord> wanted, Consumer<Again> out) {
            this.champion = champion;
            this.rule = policy.rule(champion);
            this.wanted = wanted;
            this.out = out;
        }

        /** @param verdicts by time */
        void run(List<VerdictRecord> verdicts) {
            Map<Long, VerdictRecord> placed = new HashMap<>();
            Deque<VerdictRecord> others = new ArrayDeque<>();
            for (VerdictRecord verdict : verdicts) {
                Long position = verdict.position();
                if (position == null || placed.putIfAbsent(position, verdict) != null) {
                    others.add(verdict);
                }
            }
            log.each(champion.pointer(), entry -> {
                VerdictRecord verdict = placed.get(entry.place());
                if (verdict == null || !verdict.batchId().equals(entry.subject())) {
                    logged = remembered(entry, logged);
                } else {
                    placed.remove(entry.place());
                    while (!others.isEmpty() && VerdictLog.BY_TIME.compare(others.getFirst(), verdict) < 0) {
                        unlogged(others.removeFirst());
                    }
                    logged(verdict, entry);
                }
            });
            others.addAll(placed.values());
            others.stream().sorted(VerdictLog.BY_TIME).forEach(this::unlogged);
        }

        private void logged(VerdictRecord verdict, DecisionLog.Entry entry) {
            Seen seen = wanted.test(verdict) ? seen(verdict, champion, entry) : new Seen(null, "");
            if (seen.batch() == null) {
                logged = remembered(entry, logged);
                hand(new Again(verdict, null, Double.NaN, seen.obstacle()));
            } else {
                logged = decided(verdict, seen.batch(), logged);
            }
        }

        private void unlogged(VerdictRecord verdict) {
            if (rule instanceof ReportRule && !wanted.test(verdict)) {
                return;
            }
            Seen seen = seen(verdict, champion, null);
            if (seen.batch() == null) {
                hand(new Again(verdict, null, Double.NaN, seen.obstacle()));
            } else {
                unlogged = decided(verdict, seen.batch(), unlogged);
            }
        }

        private History decided(VerdictRecord verdict, Observation batch, History history) {
            Decision decision = rule.decide(batch, history);
            hand(new Again(verdict, decision.verdict(), batch.report().driftValue(), ""));
            return decision.history();
        }

        private void hand(Again again) {
            if (wanted.test(again.recorded())) {
                out.accept(again);
            }
        }

        /** What an entry without a batch to read leaves behind: the counts of a batch, and the wealth after labels. */
        private History remembered(DecisionLog.Entry entry, History history) {
            return switch (rule) {
                case ReportRule withoutMemory -> history;
                case EvidenceRule evidence ->
                    entry.counts() == null
                            ? history.withWealth(entry.memory().wealth())
                            : evidence.remembered(new History.Counted(entry.subject(), entry.counts()), history);
            };
        }
    }

    /** @param entry of its place in the log; null where it has none */
    private Seen seen(VerdictRecord verdict, Champion champion, DecisionLog.@Nullable Entry entry) {
        BlobVersion blob = verdict.source();
        if (verdict.predictions().endsWith("/") && counted.find(blob, champion).orElse(null) instanceof Counted rows) {
            return new Seen(observed(pipeline.compare(rows), entry), "");
        }
        Optional<InputStream> content = open(blob);
        if (content.isEmpty()) {
            return new Seen(null, "it is gone");
        }
        try {
            return pipeline.run(
                    content.get(),
                    blob,
                    champion,
                    compared -> compared.rows().contentSha256().equals(verdict.contentSha256())
                            ? new Seen(observed(compared, entry), "")
                            : new Seen(null, "it was overwritten"),
                    why -> new Seen(null, "it cannot be read: " + why.fault()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Opens the recorded version, or the present one: a store that was copied has other ETags, and the content tells whether it is the same. */
    private Optional<InputStream> open(BlobVersion blob) {
        return store.open(blob.name(), blob.etag()).or(() -> store.list(blob.name()).stream()
                .filter(version -> version.key().equals(blob.name()))
                .findFirst()
                .flatMap(version -> store.open(version.key(), version.etag())));
    }

    private Observation observed(Compared compared, DecisionLog.@Nullable Entry entry) {
        ScoredRows batch = compared.rows();
        RowRepeats rows = batch.repeats();
        String earlier;
        if (entry != null && entry.tellsRepeats()) {
            earlier = entry.repeats() == null ? null : entry.repeats().batch();
        } else {
            earlier = batch.digests(rows).stream()
                    .flatMap(content -> earlier(content, batch.blob().batchId()).stream())
                    .findFirst()
                    .orElse(null);
        }
        return compared.observation(new Delivery(rows, earlier, List.of()));
    }

    private Optional<String> earlier(String content, String batch) {
        return contents.first(content)
                .or(() -> Optional.ofNullable(first.putIfAbsent(content, batch)))
                .filter(noted -> !noted.equals(batch));
    }
}
