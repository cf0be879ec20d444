package io.driftway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.decision.DecisionRule.Decision;
import io.driftway.core.decision.Evidence;
import io.driftway.core.decision.Verdict;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Contents;
import io.driftway.core.ledger.DecisionLog;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.pipeline.Turn;
import io.driftway.format.json.JsonRecords;
import io.driftway.stage.Backoff;
import io.driftway.stage.BatchMemory;
import io.driftway.stage.ChampionInService;
import io.driftway.stage.FailureStage;
import io.driftway.stage.IngestStage;
import io.driftway.stage.LargeBatches;
import io.driftway.stage.QuietPeriod;
import io.driftway.stage.Renewals;
import io.driftway.stage.SupersededVersions;
import io.driftway.stage.Turns;
import io.driftway.store.FolderInbox;
import io.driftway.support.MemoryStore;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;

/**
 * Many replicas at one inbox: the stages that choose, claim, order and end batches, as the service has them, over a store in memory whose calls take a while. Reading, scoring and
 * comparing a batch is a pause, so the figures say what replicas cost each other and not what a batch costs.
 *
 * <p>{@code ReplicasAtWork [batches] [work in ms] [latency in ms] [batches at a time] [replicas,...]}
 */
public final class ReplicasAtWork {

    private static final JsonRecords FORMAT = new JsonRecords();
    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();
    private static final ChampionPointer CHAMPION = new ChampionPointer("m", "r", "s", 1, null);
    private static final int LONGEST = 32;
    private static final long BETWEEN_POLLS_MILLIS = 500;

    private final int batches;
    private final long work;
    private final int parallelism;
    private final boolean ordered;
    private final Slow store;

    private ReplicasAtWork(int batches, long work, long latency, int parallelism, boolean ordered) {
        this.batches = batches;
        this.work = work;
        this.parallelism = parallelism;
        this.ordered = ordered;
        this.store = new Slow(new MemoryStore(Clock.systemUTC()), latency);
    }

    public static void main(String[] args) throws Exception {
        int batches = args.length > 0 ? Integer.parseInt(args[0]) : 200;
        long work = args.length > 1 ? Long.parseLong(args[1]) : 300;
        long latency = args.length > 2 ? Long.parseLong(args[2]) : 8;
        int parallelism = args.length > 3 ? Integer.parseInt(args[3]) : 1;
        String[] replicas = (args.length > 4 ? args[4] : "1,4,8,16").split(",");
        System.out.printf("%d batches of %d ms, %d at a time, calls of %d ms%n", batches, work, parallelism, latency);
        for (boolean ordered : new boolean[] {false, true}) {
            System.out.println(ordered ? "policy evidence: decided in order" : "policy threshold: in any order");
            double alone = 0;
            for (String number : replicas) {
                int many = Integer.parseInt(number);
                ReplicasAtWork run = new ReplicasAtWork(batches, work, latency, parallelism, ordered);
                double rate = run.rate(many);
                alone = alone == 0 ? rate / many : alone;
                System.out.printf(
                        "%2d replicas: %5.1f batches/s, efficiency %3.0f %%, %4.1f calls a batch, %d begun again  %s%n",
                        many,
                        rate,
                        100 * rate / many / alone,
                        (double) run.store.calls.get() / batches,
                        run.begunAgain(),
                        run.store.perBatch(batches));
            }
        }
    }

    private double rate(int replicas) throws Exception {
        for (int i = 0; i < batches; i++) {
            store.store.putIfAbsent("incoming/%05d.csv".formatted(i), ("batch " + i).getBytes(UTF_8));
        }
        List<Replica> all = new ArrayList<>();
        for (int i = 0; i < replicas; i++) {
            all.add(new Replica("replica-" + i));
        }
        long begun = System.nanoTime();
        try (ExecutorService machines = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> lives = new ArrayList<>();
            all.forEach(replica -> lives.add(machines.submit(replica::live)));
            for (Future<?> life : lives) {
                life.get();
            }
        }
        long ended =
                all.stream().mapToLong(replica -> replica.newest.get()).max().orElseThrow();
        if (store.store.list(Keys.VERDICTS).size() != batches) {
            throw new IllegalStateException("there are not as many verdicts as batches");
        }
        return batches / ((ended - begun) / 1e9);
    }

    private long begunAgain() {
        return store.store.list("ledger/").stream()
                        .filter(version -> version.key().contains("/attempt-"))
                        .count()
                - batches;
    }

    private final class Replica {

        private final Clock clock = Clock.systemUTC();
        private final Ledger ledger;
        private final Turns turns;
        private final IngestStage ingest;
        private final FailureStage failures;
        private final SupersededVersions superseded;
        private final FolderInbox inbox;
        private final Contents contents = new Contents(store, FORMAT);
        private final DecisionLog log = new DecisionLog(store, FORMAT);
        private final Renewals renewals;
        private final AtomicLong newest = new AtomicLong();

        Replica(String name) {
            ClaimRules rules = new ClaimRules(name, 5, 20, Duration.ofSeconds(30));
            ledger = new Ledger(store, FORMAT, rules, clock);
            inbox = new FolderInbox(store, "store", "incoming/");
            superseded = new SupersededVersions(ledger, LargeBatches.none());
            Backoff backoff = new Backoff(clock);
            turns = ordered ? Turns.inOrder(ledger, backoff, () -> false) : Turns.any(ledger);
            renewals = new Renewals(ledger).every(rules.renewal());
            ingest = new IngestStage(
                    ledger,
                    renewals,
                    new ChampionInService(),
                    backoff,
                    new QuietPeriod(Duration.ZERO, clock),
                    blob -> true,
                    turns,
                    new BatchMemory(Long.MAX_VALUE),
                    Long.MAX_VALUE,
                    LargeBatches.none());
            failures = new FailureStage(ledger, store, backoff, inbox, () -> {});
        }

        void live() {
            superseded.recallLately();
            try (renewals;
                    ExecutorService threads = Executors.newFixedThreadPool(parallelism)) {
                while (poll(threads)) {
                    sleep(BETWEEN_POLLS_MILLIS);
                }
            }
        }

        private boolean poll(ExecutorService threads) {
            List<BlobVersion> due =
                    turns.arranged(turns.listed(ingest.pending(superseded.note(inbox.versions(), null))));
            List<Future<?>> all = new ArrayList<>();
            due.forEach(blob -> all.add(threads.submit(() -> batch(blob))));
            try {
                for (Future<?> one : all) {
                    one.get();
                }
            } catch (Exception fault) {
                throw new IllegalStateException(fault);
            }
            return store.store.list(Keys.VERDICTS).size() < batches;
        }

        private void batch(BlobVersion blob) {
            Exchange exchange = new DefaultExchange(CAMEL);
            exchange.setProperty(IngestStage.BLOB, blob);
            try {
                if (ingest.claim(blob, exchange) != null) {
                    store.open(blob.name(), blob.etag());
                    sleep(work);
                    end(blob);
                    newest.set(System.nanoTime());
                }
            } catch (RuntimeException failure) {
                exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
                failures.failed(exchange);
            } finally {
                UnitOfWorkHelper.doneSynchronizations(
                        exchange, exchange.getExchangeExtension().handoverCompletions());
            }
        }

        /** The calls of {@link io.driftway.core.pipeline.Deciding}, in their order. */
        private void end(BlobVersion blob) {
            String id = blob.batchId();
            Verdict verdict = new Verdict.Stable(new Evidence.Share(0.0, 0, 0.05, 2, 0, List.of()));
            if (ordered) {
                DecisionLog.Arrival arrival =
                        log.arrived(CHAMPION, id, List.of("bytes of " + id, "rows of " + id), LONGEST);
                turns.await(blob, decided());
                log.decide(CHAMPION, arrival, LONGEST, (history, repeat) -> new Decision(verdict, history));
            } else {
                contents.earlier("bytes of " + id, id);
            }
            store.putIfAbsent(Keys.predictions(id, "m"), new byte[1]);
            store.putIfAbsent(Keys.report(id, "m"), new byte[1]);
            ledger.commit(new VerdictRecord(
                    id,
                    blob,
                    id,
                    CHAMPION,
                    "stable",
                    null,
                    false,
                    new VerdictRecord.Dataset(2, 0, 0.0, null, 0, 100, 100),
                    Keys.predictions(id, "m"),
                    Keys.report(id, "m"),
                    null,
                    "1",
                    Instant.EPOCH));
        }

        private Turn.Decided decided() {
            return new Turn.Decided() {
                @Override
                public boolean isKnown(String batchId) {
                    return log.isKnown(CHAMPION, batchId, LONGEST);
                }

                @Override
                public boolean ask(String batchId) {
                    log.refresh(CHAMPION, LONGEST);
                    return isKnown(batchId);
                }
            };
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** A store that is far away. */
    private record Slow(ObjectStore store, long latency, AtomicLong calls, Map<String, AtomicLong> byKind)
            implements ObjectStore {

        Slow(ObjectStore store, long latency) {
            this(store, latency, new AtomicLong(), new ConcurrentHashMap<>());
        }

        private <T> T call(String verb, String key, Supplier<T> work) {
            calls.incrementAndGet();
            String kind = verb + " " + key.substring(0, key.indexOf('/') + 1);
            byKind.computeIfAbsent(kind, first -> new AtomicLong()).incrementAndGet();
            sleep(latency);
            return work.get();
        }

        String perBatch(int batches) {
            StringBuilder text = new StringBuilder();
            byKind.forEach((kind, count) -> text.append("%s %.1f; ".formatted(kind, (double) count.get() / batches)));
            return text.toString();
        }

        @Override
        public Optional<Stored> get(String key) {
            return call("get", key, () -> store.get(key));
        }

        @Override
        public Optional<InputStream> open(String key, String etag) {
            return call("open", key, () -> store.open(key, etag));
        }

        @Override
        public Optional<String> putIfAbsent(String key, byte[] content) {
            return call("put", key, () -> store.putIfAbsent(key, content));
        }

        @Override
        public Optional<String> putIfMatch(String key, byte[] content, String etag) {
            return call("replace", key, () -> store.putIfMatch(key, content, etag));
        }

        @Override
        public List<Version> list(String prefix) {
            return call("list", prefix, () -> store.list(prefix));
        }
    }
}
