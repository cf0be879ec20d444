package io.driftway.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.invariant.Checker;
import io.driftway.invariant.Evidence;
import io.driftway.invariant.Violation;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Adversity, in process: what may happen to a build, and what of it is wrong afterwards. */
public final class Drill {

    /** What an undisturbed run leaves behind: verdicts, a quarantine record, and a retraining that was promoted. */
    public static Evidence undisturbed() {
        World world = threeBatches();
        world.arrives("4-drifted.csv", World.batch(4, true));
        // Evidence asks when a second batch confirms the first.
        world.arrives("5-drifted.csv", World.batch(5, true));
        return new Drill(Life::new).evidenceAfter(world, new Life(world, "a", Wire.Cut.NONE));
    }

    /** A build of the program: how one of its processes is made. */
    interface Build {
        Life life(World world, String replica, Wire.Cut cut);
    }

    private static final int MOST_TICKS = 60;
    /** As long as is ever waited after a death. */
    static final Duration TICK = Duration.ofMinutes(10);

    private final Build build;

    Drill(Build build) {
        this.build = build;
    }

    /** Lets lives follow each other until one comes to rest, and looks at what is there then. */
    List<Violation> violationsAfter(World world, Life first) {
        return Checker.violations(evidenceAfter(world, first));
    }

    Evidence evidenceAfter(World world, Life first) {
        Life life = first;
        boolean started = false;
        int ticks = 0;
        while (true) {
            try {
                if (!started) {
                    life.start();
                    started = true;
                }
                boolean idle = tick(life);
                world.remember();
                ticks++;
                if (idle || ticks >= MOST_TICKS) {
                    break;
                }
            } catch (Halt killed) {
                world.remember();
                world.clock.advance(TICK);
                life = build.life(world, "b", Wire.Cut.NONE);
                started = false;
                ticks++;
                if (ticks >= MOST_TICKS) {
                    break;
                }
            } catch (UncheckedIOException lost) {
                // A tick that fails is made up for by the next one; a start that fails is repeated by the cluster.
                ticks++;
                world.clock.advance(TICK);
            }
        }
        return world.evidence()
                .withOutputs(List.of(), List.of(life.scrape()), List.of())
                .withDrained(TICK.multipliedBy(ticks), TICK.multipliedBy(MOST_TICKS - 1L));
    }

    private static boolean tick(Life life) {
        World world = life.world;
        life.lookForChampion();
        life.poll();
        life.reconcile();
        world.cluster.run(life::train);
        life.lookForChampion();
        world.clock.advance(TICK);
        return life.ingest.pending(life.inbox.versions()).isEmpty()
                && life.scrape().contains("driftway_backlog_batches 0.0")
                && world.cluster.isIdle()
                && life.ledger.begun().isEmpty()
                && life.retrain.reconcile().isEmpty();
    }

    /** A world in which three batches wait, one of them bad, and nothing asks for retraining. */
    static World threeBatches() {
        World world = new World();
        world.arrives("1-stable.csv", World.batch(1, false));
        world.arrives("2-bad.csv", "not,a,batch\n1,2,3\n".getBytes(UTF_8));
        world.arrives("3-small.csv", World.few(3));
        return world;
    }

    /** A world in which one batch waits, that asks for retraining. */
    static World drifted() {
        World world = new World();
        world.arrives("1-drifted.csv", World.batch(1, true));
        // The second confirms what the first one shows.
        world.arrives("2-drifted.csv", World.batch(2, true));
        return world;
    }

    /** What an undisturbed process asks of the world, in order. */
    List<String> calls(World world) {
        List<String> calls = new ArrayList<>();
        violationsAfter(world, build.life(world, "a", (call, done) -> {
            if (!done) {
                calls.add(call);
            }
        }));
        return calls;
    }

    /** The process is killed at this call. */
    List<Violation> killedAt(World world, int call, boolean after) {
        return violationsAfter(world, build.life(world, "a", new Nth(call, after, Halt::new)));
    }

    /** The answer to this call is lost. */
    List<Violation> lostAt(World world, int call) {
        return violationsAfter(world, build.life(world, "a", new Nth(call, true, Nth::lost)));
    }
}
