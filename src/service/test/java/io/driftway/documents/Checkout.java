package io.driftway.documents;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.support.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** A folder that looks to {@code ./driftway} like the project after its build: the real script, the real jar, unpacked as the script unpacks it. */
final class Checkout {

    private static final Path JAR = Path.of(System.getProperty("driftway.jar", "target/driftway.jar"));

    private static @Nullable Path unpacked;

    final Path folder;
    final int port = Program.freePort();

    private Checkout(Path folder) {
        this.folder = folder;
    }

    /** What a command came to; both its outputs. */
    record Ran(int exit, String output) {}

    static Checkout in(Path folder) {
        try {
            for (String part : List.of("driftway", "src/service/main/sh", "routes")) {
                copy(Path.of(part), folder.resolve(part));
            }
            Path target = Files.createDirectories(folder.resolve("target"));
            Files.createSymbolicLink(target.resolve("program"), unpacked());
            // Last, so that it is newer than what it is made of.
            Files.createFile(target.resolve("driftway.jar"));
            return new Checkout(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path there = to.resolve(from.relativize(file).toString());
                Files.createDirectories(there.getParent());
                Files.copy(file, there, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static synchronized Path unpacked() throws IOException {
        if (unpacked == null) {
            Path folder = Files.createTempDirectory("driftway-unpacked");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(folder.toFile())));
            Path program = folder.resolve("program");
            Process unpacking = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Djarmode=tools",
                            "-jar",
                            JAR.toString(),
                            "extract",
                            "--destination",
                            program.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(unpacking.getInputStream().readAllBytes());
            assertThat(unpacking.onExit().join().exitValue()).as(said).isZero();
            unpacked = program;
        }
        return unpacked;
    }

    /** Types it in the folder, at a shell, and waits for its end. */
    Ran type(Map<String, String> environment, String command) {
        try {
            Path output = Files.createTempFile("typed", ".out");
            output.toFile().deleteOnExit();
            Process process = start(environment, command, output);
            if (!process.waitFor(PATIENCE)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(command + " did not end; it printed:\n" + Files.readString(output));
            }
            return new Ran(process.exitValue(), Files.readString(output));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** Types it, and leaves it running. */
    Process start(Map<String, String> environment, String command, Path output) {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command)
                .directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DRIFTWAY_"));
        builder.environment().putAll(environment(environment));
        try {
            return builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A free port, a store that is looked at each second, and a JVM that starts fast, without a cache; else as anybody would have it. */
    private Map<String, String> environment(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(Map.of(
                "JAVA_HOME", System.getProperty("java.home"),
                "LC_ALL", "C.UTF-8",
                "SERVER_PORT", String.valueOf(port),
                "DRIFTWAY_INGEST_CRON", "0/1 * * * * ?",
                "DRIFTWAY_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m -XX:AOTMode=auto"));
        all.putAll(more);
        return all;
    }
}
