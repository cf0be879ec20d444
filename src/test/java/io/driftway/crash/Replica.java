package io.driftway.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of the real program, to be killed. It starts from an AOT cache, as in the image, so that a life is mostly work. */
record Replica(Process process, String name, int port, long since) {

    private static final Path JAR = Path.of(System.getProperty("driftway.jar", "target/driftway.jar"));
    private static final List<String> JVM = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /** Unpacks the program, so that a cache can be made of it. */
    static Path unpack(Path folder) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(JVM);
        command.addAll(
                List.of("-Djarmode=tools", "-jar", JAR.toString(), "extract", "--destination", folder.toString()));
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException(JAR + " could not be unpacked");
        }
        return folder.resolve("driftway.jar");
    }

    static Replica start(
            Path jar,
            String aot,
            String name,
            int port,
            Path log,
            Map<String, String> environment,
            List<String> program) {
        List<String> command = new ArrayList<>(JVM);
        command.addAll(List.of(aot, "-jar", jar.toString()));
        command.addAll(program);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            return new Replica(builder.start(), name, port, System.nanoTime());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Waits, or less if it ends by itself. */
    void live(long millis) throws InterruptedException {
        process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    void signal(String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
