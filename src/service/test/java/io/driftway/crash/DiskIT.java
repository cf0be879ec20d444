package io.driftway.crash;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.driftway.core.decision.Budget;
import io.driftway.core.lifecycle.TestTrainer;
import io.driftway.demo.GeneratedData;
import io.driftway.invariant.Checker;
import io.driftway.invariant.Evidence;
import io.driftway.store.FolderStore;
import io.driftway.support.DuckDb;
import io.driftway.support.Program;
import io.driftway.support.WarmProgram;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A disk that is full or read-only: batches wait, unblamed, and go on by themselves once there is room. The disk is one in memory that only the
 * service has.
 */
class DiskIT {

    private static final int BLOCK = 4096;
    private static final String BALLAST = "ballast";
    private static final String FAILED = "a batch failed and will be tried again";

    @TempDir
    private Path folder;

    private Path seed;
    private Path store;
    private Path temporary;
    private Path log;
    private Process service;

    @BeforeEach
    void aStoreWithAChampion() throws IOException {
        seed = folder.resolve("seed");
        store = Files.createDirectories(folder.resolve("store"));
        temporary = Files.createDirectories(folder.resolve("tmp"));
        log = folder.resolve("service.log");
        TestTrainer.registry(new FolderStore(seed), Clock.systemUTC()).publishFirst(CrashWorld.first());
        Files.createDirectories(seed.resolve("incoming"));
    }

    @AfterEach
    void end() {
        if (service != null) {
            service.destroyForcibly().onExit().join();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTemporaryDiskThatTakesNothingHoldsUpParquetAndNothingElse(boolean full) throws Exception {
        run("mount -t tmpfs -o size=8m driftway \"$0/tmp\" && cp -r \"$0/seed/.\" \"$0/store\"");
        if (full) {
            fill(inside(temporary), 0);
        } else {
            remount(temporary, "ro");
        }

        byte[] rows = new GeneratedData(400, 5).batch(1, false, false);
        Path csv = Files.write(folder.resolve("b.csv"), rows);
        Path parquet = DuckDb.parquet(folder.resolve("a.parquet"), "SELECT * FROM '" + csv + "'");
        deliver(store, parquet);
        deliver(store, csv);
        await().atMost(PATIENCE).until(() -> verdictOn(store, "b.csv") && log().contains(FAILED));
        assertThat(verdictOn(store, "a.parquet")).isFalse();

        if (full) {
            Files.delete(inside(temporary).resolve(BALLAST));
        } else {
            remount(temporary, "rw");
        }
        await().atMost(PATIENCE).until(() -> verdictOn(store, "a.parquet"));
        isUnblamed(store);
        assertThat(files(inside(temporary), "driftway-")).isEmpty();
    }

    @Test
    void aStoreOnAReadOnlyDiskHoldsBatchesUpUntilItCanBeWritten() throws Exception {
        Files.write(seed.resolve("incoming/b.csv"), new GeneratedData(400, 5).batch(1, false, false));
        run(
                "mount -t tmpfs -o size=8m driftway \"$0/store\" && cp -r \"$0/seed/.\" \"$0/store\" && mount -o remount,ro \"$0/store\"");

        await().atMost(PATIENCE).until(() -> log().contains(FAILED));
        assertThat(files(inside(store), "")).extracting(Path::getFileName).doesNotContain(Path.of("ledger"));
        isSaidInSingleLines();

        remount(store, "rw");
        await().atMost(PATIENCE).until(() -> verdictOn(inside(store), "b.csv"));
        isUnblamed(inside(store));
    }

    @Test
    void aStoreOnAFullDiskHoldsBatchesUpUntilThereIsRoom() throws IOException {
        run("mount -t tmpfs -o size=8m driftway \"$0/store\" && cp -r \"$0/seed/.\" \"$0/store\"");
        byte[] rows = new GeneratedData(400, 5).batch(1, false, false);
        Path ballast = fill(inside(store), rows.length + 4 * BLOCK);

        deliver(inside(store), Files.write(folder.resolve("b.csv"), rows));
        await().atMost(PATIENCE).until(() -> log().contains(FAILED));
        assertThat(verdictOn(inside(store), "b.csv")).isFalse();
        isSaidInSingleLines();

        Files.delete(ballast);
        await().atMost(PATIENCE).until(() -> verdictOn(inside(store), "b.csv"));
        isUnblamed(inside(store));
    }

    /** The service, in a place of its own where this has been done before. */
    private void run(String prepared) throws IOException {
        int port = Program.freePort();
        List<String> java = WarmProgram.command("256m");
        java.add(1, "-Djava.io.tmpdir=" + temporary);
        java.addAll(List.of(
                "run",
                "--driftway.store.kind=folder",
                "--driftway.store.folder=" + store,
                "--driftway.ingest.settle=0s",
                "--driftway.ingest.cron=0/1 * * * * ?",
                // No batch of this test asks for retraining.
                "--driftway.drift.minimum-rows=1000",
                "--driftway.retrain.launcher=process",
                "--server.port=" + port));
        List<String> command = new ArrayList<>(List.of(
                "unshare", "--map-root-user", "--mount", "sh", "-c", prepared + " && exec \"$@\"", folder.toString()));
        command.addAll(java);
        service = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Replica.of(service, "service", port).becomeReady();
        assertThat(service.isAlive()).as(log()).isTrue();
    }

    /** A path as the service sees it. */
    private Path inside(Path path) {
        return Path.of("/proc/" + service.pid() + "/root" + path);
    }

    private void remount(Path disk, String how) throws Exception {
        Process mount = new ProcessBuilder(
                        "nsenter",
                        "--preserve-credentials",
                        "--user",
                        "--mount",
                        "--target=" + service.pid(),
                        "mount",
                        "-o",
                        "remount," + how,
                        disk.toString())
                .inheritIO()
                .start();
        assertThat(mount.waitFor()).as("remount of " + disk).isZero();
    }

    /** Fills a disk, but for so many bytes. */
    private static Path fill(Path disk, int butFor) throws IOException {
        long bytes = Files.getFileStore(disk).getUsableSpace() - butFor;
        Path ballast = disk.resolve(BALLAST);
        try (OutputStream out = Files.newOutputStream(ballast)) {
            for (long block = 0; block < bytes / BLOCK; block++) {
                out.write(new byte[BLOCK]);
            }
        }
        return ballast;
    }

    private static void deliver(Path store, Path file) throws IOException {
        Path part = store.resolve("incoming").resolve("." + file.getFileName());
        Files.copy(file, part);
        Files.move(part, store.resolve("incoming").resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean verdictOn(Path store, String batch) throws IOException {
        for (Path verdict : below(store.resolve("verdicts"), 3)) {
            if (Files.readString(verdict).contains("incoming/" + batch)) {
                return true;
            }
        }
        return false;
    }

    /** Each attempt but the one that went through is off the count, and nothing was set aside. */
    private static void isUnblamed(Path store) throws IOException {
        assertThat(files(store.resolve("quarantine"), "")).isEmpty();
        for (Path batch : below(store.resolve("ledger"), 3)) {
            assertThat(files(batch, "attempt-").size()
                            - files(batch, "released-").size())
                    .as("attempts charged")
                    .isEqualTo(1);
        }
        assertThat(Checker.violations(
                        Evidence.of(new FolderStore(store), "folder", "store").withBudget(new Budget(1, 365, 1), 1000)))
                .isEmpty();
    }

    /** Camel and Quartz tell of each tick that fails, with a stack trace of their own. */
    private void isSaidInSingleLines() throws IOException {
        assertThat(log()).doesNotContain("stack_trace").doesNotContain("\tat ");
        assertThat(log().lines().filter(line -> line.contains("\"level\":\"ERROR\"")))
                .hasSizeLessThan(10);
    }

    /** What is so many folders down. */
    private static List<Path> below(Path folder, int depth) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> folder.relativize(file).getNameCount() == depth && !file.equals(folder))
                    .toList();
        }
    }

    private static List<Path> files(Path folder, String prefix) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    private String log() throws IOException {
        return Files.readString(log);
    }
}
