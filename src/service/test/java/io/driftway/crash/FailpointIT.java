package io.driftway.crash;

import static io.driftway.support.Patience.NEVER;
import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.driftway.crash.CrashWorld.Running;
import io.driftway.support.Program;
import io.driftway.support.WarmProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The service and the trainer as they ship, killed once at every boundary: before a request leaves, and after the server has done its work and before anybody heard of it. Each life
 * begins in what the one before it left behind, and is alone, so that it is the one to reach its point; what they have left, two replicas end together.
 * {@link CrashMatrixIT} takes every call, without the service around it; {@link KillIT} kills replicas that work at the same time.
 */
class FailpointIT {

    /** Calls that change something: killed on both sides. */
    private static final List<String> WRITES = List.of(
            "put attempt",
            "put contents/",
            "put predictions/",
            "put reports/",
            "put decisions/",
            "replace decisions/",
            "put ended/",
            "put verdicts/",
            "put quarantine/",
            "put superseded/",
            "put labels-ledger/",
            "put truth/",
            "put performance/",
            "step fetch-blob",
            "put episodes/",
            "step create-job",
            "step get-existing-job",
            "replace episodes/",
            "step get-job");

    /** Calls that only look, and steps of which the far side is the near side of the next. */
    private static final List<String> READS = List.of(
            "step list-blobs",
            "list verdicts/",
            "get champion.json",
            "list attempt",
            "step decode-batch",
            "step score-batch",
            "open labels/",
            "list episodes/");

    /**
     * Around the calls that publish metrics when they have succeeded. A Job can only fail in an episode that is started: {@code note-start} leaves one to the two points
     * after it.
     */
    private static final List<String> PUBLISHED = List.of(
            "after step commit-batch",
            "after step quarantine-batch",
            "after step load-champion",
            "after step join-file",
            "after step note-start",
            "before step note-failed-job",
            "after step note-failed-job");

    /** Of a parent of trainers, each in what the one before it has left: the first leaves a run that is started and has no trainer. */
    private static final List<String> LAUNCHES = List.of(
            "after replace episodes/",
            "before step note-failed-job",
            "after step note-failed-job",
            "before step start-trainer",
            "after step start-trainer",
            "before step judge-process");

    /** In the order in which a retraining comes to them. */
    private static final List<String> READS_OF_THE_TRAINER = List.of("get champion.json", "open labelled/");

    private static final List<String> WRITES_OF_THE_TRAINER =
            List.of("put models/", "put manifest", "replace champion.json", "put promotions/", "replace episodes/");

    /**
     * Where a retraining is what matters: one drifted batch asks for it. The lives after it decide by evidence, and a report that was written before the policy changed stays as it is:
     * so few batches as can be are to be between their report and their verdict when such a life ends.
     */
    private static final String[] ONE_BATCH_ASKS = {
        "--driftway.decision.policy=threshold", "--driftway.ingest.parallelism=1"
    };

    private final ExecutorService undertaker = Executors.newSingleThreadExecutor();

    private static Stream<String> before(List<String> reads) {
        return reads.stream().map(call -> "before " + call);
    }

    private static Stream<String> around(List<String> writes) {
        return writes.stream().flatMap(call -> Stream.of("before " + call, "after " + call));
    }

    @Test
    void whereverItIsKilledNothingIsLostAndNothingIsDoneTwice() throws Exception {
        try (CrashWorld world = new CrashWorld(300)) {
            for (String point : Stream.of(around(WRITES), before(READS), PUBLISHED.stream())
                    .flatMap(points -> points)
                    .toList()) {
                world.more();
                prepare(world, point);
                if (isOfRetraining(point)) {
                    dies(world, point, ONE_BATCH_ASKS);
                } else {
                    dies(world, point);
                }
            }
            settles(world);

            world.train(new Gate(""));
            world.more();
            try (Running service = world.service(new Gate(""), ONE_BATCH_ASKS)) {
                await().atMost(PATIENCE).until(() -> !world.started().isEmpty());
            }
            List<String> unreached = new ArrayList<>();
            for (String point : Stream.concat(before(READS_OF_THE_TRAINER), around(WRITES_OF_THE_TRAINER))
                    .toList()) {
                Gate gate = new Gate(point);
                try {
                    world.train(gate);
                } catch (Gate.Killed killed) {
                    assertThat(killed).hasMessage("killed " + point);
                }
                if (!gate.isClosed()) {
                    unreached.add(point);
                }
            }
            world.train(new Gate(""));
            assertThat(unreached).isEmpty();
            settles(world);
        }
    }

    @Test
    void whereverTheParentOfATrainerIsKilledItsEpisodeComesToItsEnd() throws Exception {
        // A trainer is started by the class path of its parent; that of a test is no program.
        String ofTheTest = System.setProperty(
                "java.class.path", WarmProgram.command("256m").getLast());
        try (CrashWorld world = new CrashWorld(300, CrashWorld.PROCESS)) {
            for (String point : LAUNCHES) {
                if (!point.contains("failed-job")) {
                    await("the end of the child that outlived its parent")
                            .atMost(PATIENCE)
                            .until(() -> world.started().isEmpty());
                }
                world.more();
                dies(world, point, ONE_BATCH_ASKS);
            }
            settles(world, ONE_BATCH_ASKS);
        } finally {
            System.setProperty("java.class.path", ofTheTest);
        }
    }

    @AfterEach
    void bury() {
        undertaker.shutdown();
    }

    /** What must be so that the point is reached. */
    private static void prepare(CrashWorld world, String point) {
        if (point.contains("failed-job")) {
            world.failJobs();
        } else if (isOfRetraining(point)) {
            world.train(new Gate(""));
        }
    }

    private static boolean isOfRetraining(String point) {
        return point.contains("episode") || point.contains("job") || point.contains("start");
    }

    private void dies(CrashWorld world, String point, String... settings) throws InterruptedException {
        Gate gate = new Gate(point);
        if (point.contains("superseded")) {
            gate.meanwhile("step fetch-blob", world::overwriteTheNewest);
        }
        Running service;
        try {
            service = world.service(gate, settings);
        } catch (RuntimeException atStart) {
            assertThat(gate.isClosed()).as("%s", atStart).isTrue();
            return;
        }
        try {
            if (!gate.closesWithin(NEVER)) {
                await(point).atMost(PATIENCE).until(() -> {
                    if (!gate.isClosed()) {
                        // An episode that this life or an earlier one has started is in the way of the next, or must
                        // fail.
                        prepare(world, point);
                    }
                    return gate.closesWithin(NEVER);
                });
            }
        } finally {
            gate.close();
            // What is left of it does nothing any more, and need not be waited for.
            undertaker.execute(service::close);
        }
    }

    /** One more life of two replicas without a fault; then nothing may be open, and everything must be in order. */
    private static void settles(CrashWorld world, String... settings) {
        try (Running one = world.service(new Gate(""), settings);
                Running two = world.start(new Gate(""), "two", true, settings)) {
            Supplier<List<String>> expositions = () -> List.of(metrics(one), metrics(two));
            world.comesToRest(expositions);
            world.isInOrder(expositions);
        }
    }

    private static String metrics(Running service) {
        int port = service.context().getEnvironment().getRequiredProperty("local.management.port", Integer.class);
        return Program.answer(port, "/metrics");
    }
}
