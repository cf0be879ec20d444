package io.driftway.image;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.driftway.support.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every step of the Dockerfile, without an engine: the layers that it copies, the warm-up, and its command lines, run by a user who may write
 * to nothing but a folder for temporary files. As root that user is the image's own; anybody else is himself, with the same rights.
 */
class ImageIT {

    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private static Path root;
    private static ImageTree tree;
    private static Path monitor;
    private static Path trainer;

    @BeforeAll
    static void theDockerfileIsFollowed() throws IOException {
        root = Files.createTempDirectory("driftway-image");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        tree = new ImageTree(root);
        tree.build();
        monitor = tree.target("monitor");
        trainer = tree.target("trainer");
        ImageTree.makeReadOnly(monitor.resolve("app"));
        ImageTree.makeReadOnly(trainer.resolve("app"));
    }

    @AfterAll
    static void remove() throws Exception {
        new ProcessBuilder("sh", "-c", "chmod -R u+w \"$0\" && rm -rf \"$0\"", root.toString())
                .start()
                .waitFor();
    }

    /** A folder that the image's user may write to, as /tmp and a mounted volume are. */
    private static Path writable(String name) throws IOException {
        Path folder = Files.createDirectories(root.resolve(name));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        return folder;
    }

    private static Path store(String name) throws Exception {
        Path store = writable(name);
        ImageTree.copy(root.resolve("warm-up/store"), store);
        new ProcessBuilder("chmod", "-R", "a+rwX", store.toString()).start().waitFor();
        return store;
    }

    private static Process start(Map<String, String> environment, List<String> command) throws IOException {
        List<String> asUser = new ArrayList<>();
        if (ROOT) {
            String[] user = tree.dockerfile().last("monitor", "USER").rest().split(":");
            asUser.addAll(
                    List.of("setpriv", "--reuid", user[0], "--regid", user[1], "--clear-groups", "--no-new-privs"));
        }
        asUser.addAll(command);
        ProcessBuilder builder = ImageTree.javaFirst(asUser);
        builder.directory(writable("work").toFile());
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on -Djava.io.tmpdir=" + writable("tmp"));
        return builder.redirectErrorStream(true)
                .redirectOutput(
                        writable("work").resolve("output-" + System.nanoTime()).toFile())
                .start();
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(PATIENCE)).isTrue();
        return process.exitValue();
    }

    private static String newestOutput() throws IOException {
        try (Stream<Path> files = Files.list(writable("work"))) {
            return Files.readString(
                    files.filter(file -> file.getFileName().toString().startsWith("output-"))
                            .max(Path::compareTo)
                            .orElseThrow());
        }
    }

    @Test
    void theMonitorIsReadyAndHealthyOnATreeThatItCannotWriteTo() throws Exception {
        int port = Program.freePort();
        Map<String, String> settings = Map.of(
                "SERVER_PORT", Integer.toString(port),
                "SERVER_ADDRESS", "127.0.0.1",
                "DRIFTWAY_STORE_KIND", "folder",
                "DRIFTWAY_STORE_FOLDER", store("monitor-store").toString(),
                "DRIFTWAY_PROMOTE_CRON", "0/1 * * * * ?");
        List<String> health = tree.dockerfile().last("monitor", "HEALTHCHECK").array();
        List<String> ready = health.stream()
                .map(word -> word.replace("liveness", "readiness"))
                .toList();
        Process service = start(settings, tree.commandLine("monitor", monitor));
        try {
            await().atMost(PATIENCE).until(() -> !service.isAlive() || exitCode(start(settings, ready)) == 0);
            assertThat(service.isAlive()).as(newestOutput()).isTrue();
            assertThat(exitCode(start(settings, health))).isZero();
        } finally {
            service.destroy();
            assertThat(service.waitFor(PATIENCE)).isTrue();
        }
        assertThat(exitCode(start(settings, health))).isNotZero();
    }

    @Test
    void nobodyWritesToTheProgram() throws Exception {
        assertThat(exitCode(start(
                        Map.of(),
                        List.of("touch", monitor.resolve("app/driftway.jar").toString()))))
                .isNotZero();
        assertThat(exitCode(start(
                        Map.of(), List.of("touch", monitor.resolve("app/new").toString()))))
                .isNotZero();
    }

    @Test
    void theMonitorHoldsNoSmileAndSaysWhereToTrainInstead() throws Exception {
        try (Stream<Path> jars = Files.list(monitor.resolve("app/lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .noneMatch(jar -> jar.startsWith("smile") || jar.startsWith("driftway-trainer"));
        }
        assertThat(exitCode(start(Map.of(), tree.commandLine("monitor", monitor, "retrain"))))
                .isEqualTo(2);
        assertThat(newestOutput()).contains("driftway-trainer").doesNotContain("\tat ");
    }

    @Test
    void theTrainerRetrainsOnATreeThatItCannotWriteTo() throws Exception {
        Map<String, String> settings = Map.of(
                "DRIFTWAY_STORE_KIND",
                "folder",
                "DRIFTWAY_STORE_FOLDER",
                store("trainer-store").toString());

        assertThat(exitCode(start(settings, tree.commandLine("trainer", trainer))))
                .as(newestOutput())
                .isZero();
        assertThat(newestOutput()).containsPattern("episode [0-9a-f]{64} is (promoted|rejected)");
    }

    @Test
    void theBasesArePinnedByVersion() {
        assertThat(tree.dockerfile().images()).isNotEmpty().allMatch(image -> image.matches("[a-z-]+:\\d+\\.\\d+.*"));
    }
}
