package io.driftway.cli;

import io.driftway.app.Programs;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The service. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs the service. Its store is Azure Blob or a folder, by configuration.",
        footer = {
            "",
            "Settings come from the environment (DRIFTWAY_STORE_KIND=folder), from config/application.yaml, or as arguments:",
            "  driftway run --driftway.store.kind=folder --driftway.store.folder=store --driftway.retrain.launcher=process"
        })
final class RunCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(hidden = true)
    private List<String> settings = List.of();

    @Override
    public Integer call() throws InterruptedException {
        return untilStopped(spec, settings, arguments -> Programs.service(Map.of(), arguments));
    }

    /** Runs a program that ends when it is stopped; one that refuses its settings ends at once. */
    static int untilStopped(
            CommandSpec spec, List<String> settings, Function<String[], ConfigurableApplicationContext> program)
            throws InterruptedException {
        Settings.check(spec, settings);
        try (var running = Startup.orBadInput(() -> program.apply(settings.toArray(String[]::new)))) {
            CountDownLatch closed = new CountDownLatch(1);
            running.addApplicationListener(event -> {
                if (event instanceof ContextClosedEvent) {
                    closed.countDown();
                }
            });
            closed.await();
        } catch (BadInput refused) {
            // Whoever collects the log of a service reads this line too.
            String line = "driftway: " + refused.getMessage();
            spec.commandLine()
                    .getErr()
                    .println(
                            Terminal.present().isPresent()
                                    ? line
                                    : Programs.asLogged(line).orElse(line));
            return Driftway.BAD_INPUT;
        }
        return 0;
    }
}
