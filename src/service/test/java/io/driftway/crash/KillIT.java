package io.driftway.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.support.WrongClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 from outside, at any instruction, of one to four replicas and of the trainers, while batches go on to arrive; some are
 * stopped and go on later, when others have done their work. The second replica is a day ahead of the others, the third a day behind. Every other life ends while it
 * starts or soon after, every other one at work. Half of the kills are of trainers in Jobs and their replicas, half of replicas and the trainers that are their
 * children.
 *
 * <p>{@code driftway.kills} says how many in all, {@code driftway.kills.seed} repeats a run.
 */
class KillIT {

    private static final int KILLS = Integer.getInteger("driftway.kills", 50);
    private static final long SEED = Long.getLong("driftway.kills.seed", 1);
    private static final int LONGEST_START_MS = 1_500;
    private static final int LONGEST_WORK_MS = 600;
    private static final int BATCHES_AHEAD = 6;
    private static final int ROWS = 4_000;

    /** By replica; the last life of all is one of them. */
    private static final Map<String, Map<String, String>> CLOCKS = WrongClock.isInstalled()
            ? Map.of("replica-1", WrongClock.environment("+1d"), "replica-2", WrongClock.environment("-1d"))
            : Map.of();

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private final List<Replica> alive = new ArrayList<>();
    private final List<Replica> stopped = new ArrayList<>();
    private final Map<String, Integer> killed = new TreeMap<>();
    private CrashWorld world;
    private Path log;
    private long begunAgain;

    @Test
    void whateverIsKilledNothingIsLostAndNothingIsDoneTwice() throws Exception {
        System.out.println("KillIT: " + KILLS + " kills, seed " + SEED
                + (CLOCKS.isEmpty() ? ", every clock right: faketime is not installed" : ""));
        log = folder.resolve("services.log");
        kill(CrashWorld.KUBERNETES, KILLS - KILLS / 2);
        kill(CrashWorld.PROCESS, KILLS / 2);
        assertThat(begunAgain).as("killed in the middle of a batch").isPositive();
    }

    private void kill(String launcher, int kills) throws Exception {
        killed.clear();
        try (CrashWorld fresh = new CrashWorld(ROWS, launcher).listedSeldom()) {
            world = fresh;
            int before = 0;
            while (before < kills) {
                step(1 + before * 4 / kills);
                int now = killed.values().stream().mapToInt(Integer::intValue).sum();
                if (now / 100 > before / 100) {
                    System.out.println("KillIT: " + killed + ", begun more than once: " + world.begunAgain());
                }
                before = now;
            }
            stopped.forEach(replica -> replica.signal("CONT"));
            alive.forEach(Replica::kill);
            stopped.forEach(Replica::kill);
            stopped.clear();
            alive.clear();
            settle(launcher);
        } catch (RuntimeException | AssertionError failure) {
            Path kept = Files.copy(log, Path.of("target", "kills.log"), StandardCopyOption.REPLACE_EXISTING);
            System.out.println("KillIT: what the programs said is in " + kept);
            throw failure;
        } finally {
            stopped.forEach(Replica::kill);
            alive.forEach(Replica::kill);
            alive.clear();
        }
    }

    private void step(int replicas) {
        for (int i = 0; services() < replicas; i++) {
            String name = "replica-" + i;
            if (alive.stream().noneMatch(replica -> replica.name().equals(name))) {
                alive.add(service(name));
            }
        }
        while (world.pending().size() < BATCHES_AHEAD) {
            world.more();
        }
        trainers();
        List<Replica> training = alive.stream().filter(Replica::isTrainer).toList();
        List<Replica> among = training.isEmpty() || random.nextBoolean() ? alive : training;
        Replica victim = among.get(random.nextInt(among.size()));
        if (victim.isTrainer() || random.nextBoolean()) {
            victim.live(random.nextInt(LONGEST_START_MS));
        } else {
            victim.becomeReady();
            victim.live(random.nextInt(LONGEST_WORK_MS));
        }
        if (replicas > 1 && random.nextInt(8) == 0) {
            victim.signal("STOP");
            stopped.add(victim);
        } else {
            kill(victim, victim.isTrainer() ? "trainers" : "replicas");
        }
        alive.remove(victim);
        alive.removeIf(replica -> !replica.isAlive());
        if (stopped.size() > 1 || (!stopped.isEmpty() && random.nextInt(3) == 0)) {
            Replica zombie = stopped.removeFirst();
            zombie.signal("CONT");
            zombie.live(LONGEST_WORK_MS);
            kill(zombie, "stopped ones that went on");
        }
    }

    private Replica service(String name) {
        return Replica.service(world, name, log, CLOCKS.getOrDefault(name, Map.of()));
    }

    private long services() {
        return alive.stream().filter(replica -> !replica.isTrainer()).count();
    }

    private void kill(Replica victim, String kind) {
        if (victim.isAlive()) {
            killed.merge(kind, 1, Integer::sum);
        }
        victim.kill();
    }

    /** What the cluster does with the Jobs: a pod each, and another one where one was killed. Without a cluster, the trainers that the replicas have started. */
    private void trainers() {
        if (world.hasJobs()) {
            for (String episode : world.started()) {
                String name = "trainer-" + episode;
                if (isNew(name)) {
                    alive.add(Replica.trainer(world, episode, log));
                }
            }
        } else {
            alive.addAll(Stream.concat(alive.stream(), stopped.stream())
                    .flatMap(Replica::children)
                    .filter(child -> isNew(child.name()))
                    .toList());
        }
    }

    private boolean isNew(String name) {
        return Stream.concat(alive.stream(), stopped.stream())
                .noneMatch(replica -> replica.name().equals(name));
    }

    /** One more life without a fault: within minutes everything is done, and in order. */
    private void settle(String launcher) throws IOException {
        long killsDone = System.nanoTime();
        world.train(new Gate(""));
        Replica last = service("replica-1");
        alive.add(last);
        world.comesToRest(() -> List.of(last.get("/metrics")));
        System.out.printf(
                "KillIT: %s: killed %s, %d files, %d promotions, %d batches begun more than once, drained in %d s%n",
                launcher,
                killed,
                world.batches(),
                world.store().list("promotions/").size(),
                world.begunAgain(),
                (System.nanoTime() - killsDone) / 1_000_000_000);
        world.isInOrder(() -> List.of(last.get("/metrics")));
        if (!CLOCKS.isEmpty()) {
            assertThat(last.get("/metrics")).containsPattern("driftway_clock_skew_seconds -86[34]");
        }
        begunAgain += world.begunAgain();
        assertThat(Files.readString(log)).doesNotContain("OutOfMemoryError");
    }
}
