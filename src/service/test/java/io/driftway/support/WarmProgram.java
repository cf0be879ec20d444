package io.driftway.support;

import static io.driftway.support.Patience.PATIENCE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * The real program, unpacked, with an AOT cache of one life of its service, as in the image: a test that starts it many times sees it at work
 * and not at starting. Made once for a jar, by who first asks.
 */
public final class WarmProgram {

    private static final Path JAR = Path.of(System.getProperty("driftway.jar", "target/driftway.jar"));

    private static @Nullable Path program;

    private WarmProgram() {}

    /** What starts it, up to its own arguments. */
    public static List<String> command(String heap) {
        Path unpacked = unpacked();
        return command(heap, "-XX:AOTCache=" + unpacked.resolve("driftway.aot"), unpacked.resolve(JAR.getFileName()));
    }

    private static List<String> command(String heap, String option, Path jar) {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-Duser.language=de",
                "-Duser.country=DE",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                option,
                "-jar",
                jar.toString()));
    }

    private static synchronized Path unpacked() {
        if (program == null) {
            try {
                program = unpack();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return program;
    }

    /** Another JVM of tests may have made it, or be about to. */
    private static Path unpack() throws IOException {
        Path folder = JAR.toAbsolutePath().resolveSibling("warm-program");
        Path made = folder.resolve("made-of");
        String jar = Files.readAttributes(JAR, "unix:ino,size,ctime").toString();
        try (FileChannel file = FileChannel.open(folder.resolveSibling("warm-program.lock"), CREATE, WRITE);
                FileLock held = file.lock()) {
            if (!held.isValid()
                    || !Files.exists(made)
                    || !Files.readString(made).equals(jar)) {
                FileSystemUtils.deleteRecursively(folder);
                List<String> unpack = command("256m", "-Djarmode=tools", JAR);
                unpack.addAll(List.of("extract", "--destination", folder.toString()));
                end(
                        new ProcessBuilder(unpack).redirectOutput(ProcessBuilder.Redirect.DISCARD),
                        JAR + " could not be unpacked");
                liveOnce(folder);
                Files.writeString(made, jar);
            }
        }
        return folder;
    }

    private static void liveOnce(Path folder) throws IOException {
        int port = Program.freePort();
        Path cache = folder.resolve("driftway.aot");
        List<String> life = command("256m", "-XX:AOTCacheOutput=" + cache, folder.resolve(JAR.getFileName()));
        life.addAll(List.of("run", "--driftway.ingest.cron=0/1 * * * * ?", "--server.port=" + port));
        life.addAll(
                Azurite.isInstalled()
                        ? List.of(
                                "--driftway.store.kind=azure",
                                "--driftway.store.account=driftway",
                                "--driftway.store.container=warm-" + UUID.randomUUID(),
                                "--driftway.store.connection-string="
                                        + Azurite.shared().connectionString())
                        : List.of(
                                "--driftway.store.kind=folder",
                                "--driftway.store.folder=" + folder.resolve("store"),
                                "--driftway.retrain.launcher=process"));
        Process process = new ProcessBuilder(life)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Awaitility.await("the first life of the program")
                .atMost(PATIENCE)
                .failFast("it ended", () -> !process.isAlive())
                .until(() -> Program.answer(port + 1, "/metrics").contains("driftway_backlog_batches"));
        process.destroy();
        process.onExit().join();
        if (!Files.exists(cache)) {
            throw new IOException("there is no AOT cache of " + JAR);
        }
    }

    private static void end(ProcessBuilder command, String otherwise) throws IOException {
        try {
            Process process = command.start();
            if (!process.waitFor(PATIENCE) || process.exitValue() != 0) {
                throw new IOException(otherwise);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(otherwise, interrupted);
        }
    }
}
