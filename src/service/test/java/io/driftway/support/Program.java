package io.driftway.support;

import static io.driftway.support.Patience.ANSWER;
import static io.driftway.support.Patience.PATIENCE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** The real jar as a process of its own, its output kept in a file. */
public final class Program implements AutoCloseable {

    private static final Path JAR = Path.of(System.getProperty("driftway.jar", "target/driftway.jar"));

    private final Process process;
    private final Path output;

    private Program(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    public static Program start(Map<String, String> environment, List<String> arguments) {
        return start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-Duser.language=de",
                        "-Duser.country=DE",
                        "--enable-native-access=ALL-UNNAMED",
                        "-jar",
                        JAR.toString()),
                environment,
                arguments);
    }

    /** As {@link #start}, quickly: {@link WarmProgram}. */
    public static Program startWarm(Map<String, String> environment, List<String> arguments) {
        return start(WarmProgram.command("512m"), environment, arguments);
    }

    private static Program start(List<String> java, Map<String, String> environment, List<String> arguments) {
        try {
            Path output = Files.createTempFile("driftway", ".out");
            output.toFile().deleteOnExit();
            List<String> command = new ArrayList<>(java);
            command.addAll(arguments);
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            return new Program(builder.start(), output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Runs to its end and answers the exit code; at most four minutes. */
    public int exitCode() {
        try {
            if (!process.waitFor(PATIENCE)) {
                process.destroyForcibly();
                throw new AssertionError("it did not end; it printed:\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** Everything it has printed so far. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** As kill -9 does. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Such as STOP. */
    public void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE)) {
                kill();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            kill();
        }
    }

    /** The port that answers this path, of a service whose pages are on that port and that was not told otherwise. */
    public static int port(int pages, String path) {
        return path.startsWith("/metrics") || path.startsWith("/health") ? pages + 1 : pages;
    }

    /** What this port answers, or nothing while it does not. */
    public static String answer(int port, String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .timeout(ANSWER)
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException notYet) {
            return "";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** A port that nobody listens on now, nor on the one after it, which a service takes too. No client is given one of these by chance. */
    public static int freePort() {
        for (int tries = 0; tries < 1_000; tries++) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 16_000) * 2;
            if (isFree(port) && isFree(port + 1)) {
                return port;
            }
        }
        throw new IllegalStateException("no port is free");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
