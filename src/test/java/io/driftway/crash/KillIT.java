package io.driftway.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.driftway.support.Program;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 from outside, at any instruction, of one to three replicas and of the trainers, while batches go on to arrive; some replicas are
 * stopped and go on later, when others have done their work.
 *
 * <p>{@code driftway.kills} says how many, {@code driftway.kills.seed} repeats a run.
 */
class KillIT {

    private static final int KILLS = Integer.getInteger("driftway.kills", 50);
    private static final long SEED = Long.getLong("driftway.kills.seed", 1);
    private static final int LONGEST_LIFE_MS = 3_000;
    private static final int BATCHES_AHEAD = 30;
    private static final int ROWS = 4_000;

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private final List<Replica> alive = new ArrayList<>();
    private final List<Replica> stopped = new ArrayList<>();
    private final Map<String, Integer> killed = new HashMap<>();
    private CrashWorld world;
    private Path jar;
    private Path log;
    private String aot;

    @Test
    void whateverIsKilledNothingIsLostAndNothingIsDoneTwice() throws Exception {
        System.out.println("KillIT: " + KILLS + " kills, seed " + SEED);
        jar = Replica.unpack(folder.resolve("program"));
        log = folder.resolve("services.log");
        try (CrashWorld fresh = new CrashWorld(ROWS)) {
            world = fresh;
            warmUp();
            for (int kill = 0; kill < KILLS; kill++) {
                step(1 + kill * 3 / KILLS);
            }
            stopped.forEach(replica -> replica.signal("CONT"));
            alive.forEach(Replica::kill);
            stopped.forEach(Replica::kill);
            alive.clear();
            settle();
        } finally {
            stopped.forEach(Replica::kill);
            alive.forEach(Replica::kill);
        }
    }

    /** One life without a fault, of which the JVM keeps what the others need to start quickly. */
    private void warmUp() throws Exception {
        Path cache = folder.resolve("program.aot");
        world.more();
        aot = "-XX:AOTCacheOutput=" + cache;
        Replica first = service("one");
        await().atMost(Duration.ofMinutes(3))
                .until(() -> world.pending().isEmpty() && !world.started().isEmpty());
        first.process().destroy();
        first.process().onExit().join();
        alive.clear();
        assertThat(cache).exists();
        aot = "-XX:AOTCache=" + cache;
    }

    private Replica service(String name) {
        int port = Program.freePort();
        List<String> program = new ArrayList<>(List.of("run"));
        world.settings(name).stream()
                .filter(setting -> !setting.startsWith("--server.port") && !setting.startsWith("--logging"))
                .forEach(program::add);
        program.add("--server.port=" + port);
        Replica replica =
                Replica.start(jar, aot, name, port, log, Map.of("KUBERNETES_MASTER", world.cluster()), program);
        alive.add(replica);
        return replica;
    }

    private void step(int replicas) throws InterruptedException {
        while (alive.stream()
                        .filter(replica -> !replica.name().startsWith("trainer"))
                        .count()
                < replicas) {
            String name = "replica-"
                    + alive.stream()
                            .map(Replica::name)
                            .filter(n -> n.startsWith("replica"))
                            .count();
            service(free(name, replicas));
        }
        if (world.pending().size() < BATCHES_AHEAD) {
            world.more();
            world.more();
            world.more();
        }
        trainers();
        Replica victim = alive.get(random.nextInt(alive.size()));
        victim.live(random.nextInt(LONGEST_LIFE_MS));
        if (replicas > 1 && random.nextInt(8) == 0 && !victim.name().startsWith("trainer")) {
            victim.signal("STOP");
            stopped.add(victim);
        } else {
            victim.kill();
            killed.merge(victim.name().replaceAll("-.*", ""), 1, Integer::sum);
        }
        alive.remove(victim);
        alive.removeIf(replica -> !replica.process().isAlive());
        if (stopped.size() > 1 || (!stopped.isEmpty() && random.nextInt(3) == 0)) {
            Replica zombie = stopped.removeFirst();
            zombie.signal("CONT");
            zombie.live(1_000);
            zombie.kill();
            killed.merge("zombie", 1, Integer::sum);
        }
    }

    private String free(String wanted, int replicas) {
        for (int i = 0; i < replicas; i++) {
            String name = "replica-" + i;
            if (alive.stream().noneMatch(replica -> replica.name().equals(name))) {
                return name;
            }
        }
        return wanted;
    }

    /** What the cluster does with the Jobs: a pod each, and another one where one was killed. */
    private void trainers() {
        for (String episode : world.started()) {
            if (alive.stream().noneMatch(replica -> replica.name().equals("trainer-" + episode))) {
                List<String> program = new ArrayList<>(List.of("retrain", "--episode", episode));
                world.settings("trainer").stream()
                        .filter(setting -> !setting.startsWith("--logging"))
                        .forEach(program::add);
                alive.add(Replica.start(jar, aot, "trainer-" + episode, 0, log, Map.of(), program));
            }
        }
    }

    /** One more life without a fault: within a minute everything is done, and in order. */
    private void settle() throws IOException, InterruptedException {
        long killsDone = System.nanoTime();
        world.train(new Gate(""));
        Replica last = service("replica-0");
        await().atMost(Duration.ofMinutes(3))
                .failFast("the service ended", () -> !last.process().isAlive())
                .until(() -> world.pending().isEmpty() && scrape(last.port()).contains("driftway_backlog_batches 0.0"));
        System.out.printf(
                "KillIT: killed %s, %d batches, %d promotions, %d begun more than once, drained in %d s%n",
                killed,
                world.batches(),
                world.store().list("promotions/").size(),
                world.begunAgain(),
                (System.nanoTime() - killsDone) / 1_000_000_000);
        assertThat(world.violations(List.of(scrape(last.port())))).isEmpty();
        assertThat(Files.readString(log)).doesNotContain("OutOfMemoryError");
    }

    private static String scrape(int port) throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException notYet) {
            return "";
        }
    }
}
