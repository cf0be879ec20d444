package io.driftway.cli;

import io.driftway.app.Programs;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The process that turns a topic into batches. */
@Command(
        name = "window",
        mixinStandardHelpOptions = true,
        description =
                "Turns the records of a Kafka topic into batches: writes each window of the topic into the inbox once.",
        footer = {
            "",
            "It runs beside the service until it is stopped. Settings come from the environment, from config/application.yaml, or as arguments."
        })
final class WindowCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(hidden = true)
    private List<String> settings = List.of();

    @Override
    public Integer call() throws InterruptedException {
        return RunCommand.untilStopped(spec, settings, Programs::window);
    }
}
