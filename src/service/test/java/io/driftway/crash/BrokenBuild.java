package io.driftway.crash;

import static io.driftway.invariant.Invariant.I1_NO_LOSS;
import static io.driftway.invariant.Invariant.I2_NO_DUPLICATES;
import static io.driftway.invariant.Invariant.I3_HONEST_VERDICT;
import static io.driftway.invariant.Invariant.I4_ONE_RETRAINING;
import static io.driftway.invariant.Invariant.I5_NO_PHANTOM;
import static io.driftway.invariant.Invariant.I6_SOUND_POINTER;
import static io.driftway.invariant.Invariant.I7_ONE_TRIPLE;
import static io.driftway.invariant.Invariant.I8_POISON_STOPS;
import static io.driftway.invariant.Invariant.I9_METRICS_FOLLOW;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Rejection;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.Promotion;
import io.driftway.core.pipeline.Committed;
import io.driftway.core.pipeline.Compared;
import io.driftway.core.pipeline.Decided;
import io.driftway.core.pipeline.IncomingBatch;
import io.driftway.core.pipeline.Scored;
import io.driftway.core.pipeline.ScoredRows;
import io.driftway.core.retrain.Episode;
import io.driftway.format.json.JsonRecords;
import io.driftway.invariant.Invariant;
import io.driftway.support.MemoryStore;
import io.driftway.support.Rewiring;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Exchange;

/** Builds with one mistake each, of the kind that a plausible change makes. */
enum BrokenBuild {
    CLAIM_AFTER_WORK(I8_POISON_STOPS, (world, replica, cut) -> new Life(world, replica, cut) {
        @Override
        void batch(BlobVersion blob, Exchange exchange) throws IOException {
            if (ledger.knownToHaveEnded(blob.batchId())) {
                return;
            }
            Runnable ending = ending(blob, exchange);
            switch (ingest.claim(blob, exchange)) {
                case BlobVersion _ -> ending.run();
                case Rejection rejection -> quarantine(rejection, exchange);
                case null, default -> {}
            }
        }
    }),

    NO_ATTEMPT_RECORD(I8_POISON_STOPS, (world, replica, cut) -> new Life(world, replica, cut) {
        @Override
        ObjectStore wired() {
            return new Rewiring(super.wired()) {
                @Override
                public Optional<String> putIfAbsent(String key, byte[] content) {
                    return key.startsWith("ledger/") ? Optional.of("etag") : super.putIfAbsent(key, content);
                }
            };
        }
    }),

    RECEIPT_BEFORE_WORK(I1_NO_LOSS, (world, replica, cut) -> new Life(world, replica, cut) {
        @Override
        void batch(BlobVersion blob, Exchange exchange) throws IOException {
            if (store.putIfAbsent("receipts/" + blob.batchId(), new byte[0]).isPresent()) {
                super.batch(blob, exchange);
            }
        }
    }),

    VERDICT_PUT_WITHOUT_CONDITION(I2_NO_DUPLICATES, (world, replica, cut) -> new Life(world, replica, cut) {
        @Override
        ObjectStore wired() {
            return overwriting(super.wired(), "\"verdict\":{");
        }
    }),

    JOB_NAME_OF_ITS_OWN(I4_ONE_RETRAINING, (world, replica, cut) -> new Life(world, replica, cut) {
        @Override
        void launch(Episode episode) {
            world.cluster.launch(episode, "driftway-retrain-" + UUID.randomUUID(), cut);
        }
    }),

    GATE_SKIPPED(I5_NO_PHANTOM, (world, replica, cut) -> new Life(world, replica, cut) {
        @Override
        void train(String episodeId) {
            world.publishAnother();
            Champions.Current current = champions.current().orElseThrow();
            ChampionPointer next = world.another(current.pointer().sequence() + 1, episodeId);
            champions.replace(
                    current,
                    Promotion.of(next, Promotion.Kind.RETRAIN, world.clock.instant(), "retrain", "", null, null));
            new Episodes(store, new JsonRecords())
                    .change(episodeId, e -> e.promoted(next.model(), List.of(), world.clock.instant()));
        }
    }),

    ATTEMPTS_IN_MEMORY(I8_POISON_STOPS, (world, replica, cut) -> new Life(world, replica, cut) {
        @Override
        ObjectStore wired() {
            ObjectStore memory = new MemoryStore(world.clock);
            return new Rewiring(super.wired()) {
                @Override
                public Optional<String> putIfAbsent(String key, byte[] content) {
                    return (key.startsWith("ledger/") ? memory : store).putIfAbsent(key, content);
                }

                @Override
                public Optional<Stored> get(String key) {
                    return (key.startsWith("ledger/") ? memory : store).get(key);
                }

                @Override
                public List<Version> list(String prefix) {
                    return (prefix.startsWith("ledger/") ? memory : store).list(prefix);
                }
            };
        }
    }),

    POINTER_MOVED_WITHOUT_COMPARING(I6_SOUND_POINTER, (world, replica, cut) -> new Life(world, replica, cut) {
        @Override
        ObjectStore wired() {
            return new Rewiring(super.wired()) {
                @Override
                public Optional<String> putIfMatch(String key, byte[] content, String etag) {
                    return key.equals(Keys.CHAMPION) ? moved(key, content, etag) : store.putIfMatch(key, content, etag);
                }

                private Optional<String> moved(String key, byte[] content, String etag) {
                    Optional<String> moved = store.putIfMatch(key, content, etag);
                    return moved.isPresent() ? moved : overwrite(key, content);
                }
            };
        }
    }),

    METRICS_NOT_RESTORED(I9_METRICS_FOLLOW, (world, replica, cut) -> new Life(world, replica, cut) {
        @Override
        void showNewest() {
            // What was shown before is forgotten.
        }
    }),

    ENDING_OVERWRITTEN_BY_A_QUARANTINE(I2_NO_DUPLICATES, (world, replica, cut) -> new Life(world, replica, cut) {
        @Override
        ObjectStore wired() {
            return overwriting(super.wired(), "\"quarantine\":{");
        }
    }),

    EXHAUSTED_BATCH_SKIPPED(I1_NO_LOSS, (world, replica, cut) -> new Life(world, replica, cut) {
        @Override
        void batch(BlobVersion blob, Exchange exchange) throws IOException {
            if (ledger.attempts(blob) < ATTEMPTS) {
                super.batch(blob, exchange);
            }
        }
    }),

    REFERENCE_OF_ANOTHER_CHAMPION(I7_ONE_TRIPLE, (world, replica, cut) -> new Life(world, replica, cut) {
        @Override
        ScoredRows meanwhile(ScoredRows rows) {
            super.meanwhile(rows);
            Scored scored = (Scored) rows;
            IncomingBatch incoming = scored.incoming();
            Champion now = champion.current().orElseThrow();
            Champion mixed = new Champion(
                    incoming.champion().model(),
                    now.baseline(),
                    now.drift(),
                    incoming.champion().sequence());
            IncomingBatch mixture =
                    new IncomingBatch(incoming.blob(), incoming.contentSha256(), incoming.batch(), mixed);
            return new Scored(mixture, scored.scores());
        }
    }),

    VERDICT_BEFORE_WHAT_IT_NAMES(I3_HONEST_VERDICT, (world, replica, cut) -> new Life(world, replica, cut) {
        @Override
        Committed conclude(Compared compared) {
            Decided judged = decide.decide(compared);
            Committed decided = decide.commit(judged);
            decide.writeReport(decide.writePredictions(judged));
            return decided;
        }
    }),

    POINTER_BEFORE_MODEL(I6_SOUND_POINTER, (world, replica, cut) -> new Life(world, replica, cut) {
        @Override
        ObjectStore wired() {
            Map<String, byte[]> later = new LinkedHashMap<>();
            return new Rewiring(super.wired()) {
                @Override
                public Optional<String> putIfAbsent(String key, byte[] content) {
                    if (!key.startsWith(Keys.MODELS)) {
                        return store.putIfAbsent(key, content);
                    }
                    later.put(key, content);
                    return Optional.of("etag");
                }

                @Override
                public Optional<String> putIfMatch(String key, byte[] content, String etag) {
                    Optional<String> written = store.putIfMatch(key, content, etag);
                    later.forEach(store::putIfAbsent);
                    later.clear();
                    return written;
                }
            };
        }
    }),

    JOB_BEFORE_EPISODE(I5_NO_PHANTOM, (world, replica, cut) -> new Life(world, replica, cut) {
        @Override
        void start() {
            super.start();
            ChampionPointer pointer = champions.current().orElseThrow().pointer();
            launch(Episode.request(
                    pointer.model(), pointer.reference(), pointer.sequence(), null, null, world.clock.instant()));
        }
    });

    private static final int ATTEMPTS = 5;

    final Invariant breaks;
    final Drill.Build build;

    BrokenBuild(Invariant breaks, Drill.Build build) {
        this.breaks = breaks;
        this.build = build;
    }

    /** In which an ending that holds this text replaces any other. */
    private static ObjectStore overwriting(ObjectStore wired, String text) {
        return new Rewiring(wired) {
            @Override
            public Optional<String> putIfAbsent(String key, byte[] content) {
                boolean ours = key.startsWith(Keys.ENDED) && new String(content, UTF_8).contains(text);
                return ours ? overwrite(key, content) : store.putIfAbsent(key, content);
            }
        };
    }
}
