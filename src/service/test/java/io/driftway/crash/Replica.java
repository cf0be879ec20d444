package io.driftway.crash;

import static io.driftway.support.Patience.PATIENCE;
import static org.awaitility.Awaitility.await;

import io.driftway.support.Program;
import io.driftway.support.WarmProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process of the real program in a world, to be killed. It is warm, so that a life is mostly work.
 *
 * @param exitCode once it has ended; not known of a child of another process
 */
record Replica(ProcessHandle process, CompletableFuture<Integer> exitCode, String name, int port) {

    private static final String READY = "/health/readiness";

    /** @param environment beside what every process of this world has */
    static Replica service(CrashWorld world, String name, Path log, Map<String, String> environment) {
        int port = Program.freePort();
        List<String> program = new ArrayList<>(List.of("run"));
        world.settings(name).stream()
                .filter(setting -> !setting.startsWith("--server.port") && !setting.startsWith("--logging"))
                .forEach(program::add);
        program.add("--server.port=" + port);
        Map<String, String> all = new HashMap<>(environment);
        all.put("KUBERNETES_MASTER", world.cluster());
        return start(name, port, log, all, program);
    }

    static Replica trainer(CrashWorld world, String episode, Path log) {
        List<String> program = new ArrayList<>(List.of("retrain", "--episode", episode));
        world.settings("trainer").stream()
                .filter(setting -> !setting.startsWith("--logging"))
                .forEach(program::add);
        return start("trainer-" + episode, 0, log, Map.of(), program);
    }

    /** The trainers that this one has started itself, and that run. */
    Stream<Replica> children() {
        return process.children()
                .map(child -> new Replica(child, new CompletableFuture<>(), "trainer " + child.pid(), 0));
    }

    private static Replica start(
            String name, int port, Path log, Map<String, String> environment, List<String> program) {
        List<String> command = WarmProgram.command("256m");
        // Its children are to be warm as well.
        String options =
                command.subList(1, command.indexOf("-jar")).stream().collect(Collectors.joining("\" \"", "\"", "\""));
        command.addAll(program);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("JDK_JAVA_OPTIONS", options);
        builder.environment().putAll(environment);
        try {
            return of(builder.start(), name, port);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static Replica of(Process process, String name, int port) {
        return new Replica(process.toHandle(), process.onExit().thenApply(Process::exitValue), name, port);
    }

    boolean isTrainer() {
        return port == 0;
    }

    /** A dead one has no command any more, though it counts as alive for as long as its parent has not buried it. */
    boolean isAlive() {
        return process.isAlive() && process.info().command().isPresent();
    }

    /** Waits until it takes batches, or has ended. */
    void becomeReady() {
        await(name)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !isAlive() || get(READY).contains("UP"));
    }

    /** What it answers, or nothing when it does not. */
    String get(String path) {
        return Program.answer(Program.port(port, path), path);
    }

    /** Waits, or less if it ends by itself. */
    void live(long millis) {
        process.onExit()
                .completeOnTimeout(process, millis, TimeUnit.MILLISECONDS)
                .join();
    }

    /** A child of another process is not waited for: its parent may be stopped, and does not bury it. */
    void kill() {
        boolean mine = process.parent().filter(ProcessHandle.current()::equals).isPresent();
        process.destroyForcibly();
        if (mine) {
            exitCode.join();
        }
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
