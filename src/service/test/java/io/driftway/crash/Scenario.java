package io.driftway.crash;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.lifecycle.TestTrainer;
import io.driftway.core.retrain.Episode;
import io.driftway.format.json.JsonRecords;
import io.driftway.invariant.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** What a build must come through, each once, in an order that finds what is broken soon. */
enum Scenario {
    NOTHING_HAPPENS {
        @Override
        List<Violation> violations(Drill.Build build) {
            return after(build, waiting(), Wire.Cut.NONE);
        }
    },
    KILLED_BEFORE_THE_COMMIT {
        @Override
        List<Violation> violations(Drill.Build build) {
            return after(build, waiting(), First.kill("put ended/", false));
        }
    },
    KILLED_AFTER_THE_COMMIT {
        @Override
        List<Violation> violations(Drill.Build build) {
            return after(build, waiting(), First.kill("put ended/", true));
        }
    },
    KILLED_WHEN_THE_JOB_IS_CREATED {
        @Override
        List<Violation> violations(Drill.Build build) {
            return after(build, Drill.drifted(), First.kill("post job", true));
        }
    },
    KILLED_WHEN_THE_POINTER_IS_MOVED {
        @Override
        List<Violation> violations(Drill.Build build) {
            return after(build, Drill.drifted(), First.kill("replace champion.json", true));
        }
    },
    A_BATCH_KILLS_ITS_PROCESS {
        @Override
        List<Violation> violations(Drill.Build build) {
            World world = waiting();
            world.arrives(Life.POISON + ".csv", World.batch(9, false));
            return after(build, world, Wire.Cut.NONE);
        }
    },
    STOPPED_BEFORE_THE_COMMIT_WHILE_ANOTHER_FINISHES {
        @Override
        List<Violation> violations(Drill.Build build) {
            World world = waiting();
            return after(build, world, new First("put ended/", false, () -> {
                world.clock.advance(Life.CLAIM_TIMEOUT);
                new Drill(build).evidenceAfter(world, build.life(world, "other", Wire.Cut.NONE));
            }));
        }
    },
    GIVEN_UP_WHILE_THE_LAST_ATTEMPT_FINISHES {
        @Override
        List<Violation> violations(Drill.Build build) {
            World world = new World();
            world.arrives("1.csv", World.batch(1, false));
            Life last = build.life(world, "last", Wire.Cut.NONE);
            last.start();
            BlobVersion blob = last.inbox.versions().getFirst();
            for (int death = 1; death <= Life.DEATHS; death++) {
                last.ledger.claim(blob);
                world.clock.advance(Drill.TICK);
            }
            world.clock.advance(Life.CLAIM_TIMEOUT);
            return after(build, world, new First("put ended/", false, () -> finish(last, blob)));
        }
    },
    TWO_TRAINERS_AT_ONCE {
        @Override
        List<Violation> violations(Drill.Build build) {
            World world = Drill.drifted();
            return after(build, world, new First("replace champion.json", false, () -> {
                Episode episode =
                        new Episodes(world.store, new JsonRecords()).all().getFirst();
                TestTrainer.retraining(world.store, world.clock, 2).run(episode.episodeId());
            }));
        }
    },
    OVERWRITTEN_AFTER_ITS_PROCESS_DIED {
        @Override
        List<Violation> violations(Drill.Build build) {
            World world = waiting();
            return after(build, world, new First("put contents/", false, () -> {
                world.overwritten("1-stable.csv", World.batch(7, false));
                throw new Halt("overwritten");
            }));
        }
    },
    OVERWRITTEN_BEFORE_IT_IS_OPENED {
        @Override
        List<Violation> violations(Drill.Build build) {
            World world = waiting();
            return after(
                    build,
                    world,
                    new First(
                            "open incoming/1", false, () -> world.overwritten("1-stable.csv", World.batch(7, false))));
        }
    },
    THE_CHAMPION_IS_SWAPPED_WITHIN_A_BATCH {
        @Override
        List<Violation> violations(Drill.Build build) {
            World world = new World();
            world.arrives("1.csv", World.batch(1, false));
            world.onceMeanwhile(life -> {
                world.promoteAnother();
                life.lookForChampion();
            });
            return after(build, world, Wire.Cut.NONE);
        }
    };

    abstract List<Violation> violations(Drill.Build build);

    private static World waiting() {
        return Drill.threeBatches();
    }

    private static List<Violation> after(Drill.Build build, World world, Wire.Cut cut) {
        return new Drill(build).violationsAfter(world, build.life(world, "a", cut));
    }

    private static void finish(Life life, BlobVersion blob) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty("blob", blob);
        try {
            life.work(blob, exchange);
            life.world.remember();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
