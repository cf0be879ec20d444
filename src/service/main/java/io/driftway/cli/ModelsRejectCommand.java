package io.driftway.cli;

import io.driftway.core.lifecycle.Approvals;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A challenger that awaits approval is given up. */
@Command(
        name = "reject",
        mixinStandardHelpOptions = true,
        customSynopsis = "driftway models reject EPISODE --why=TEXT [--driftway.name=value]...",
        description = {
            "Gives up the challenger of an episode that awaits approval, and records who decided it and why.",
            "The champion stays. An episode is decided on once."
        })
final class ModelsRejectCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--why", paramLabel = "TEXT", required = true, description = "For the record.")
    @SuppressWarnings("NullAway.Init")
    private String why;

    @Parameters(hidden = true)
    private List<String> given = List.of();

    @Override
    public Integer call() {
        String episode = OnModels.episode(spec, given);
        OnModels.open(given, Approvals.class, approvals -> spec.commandLine()
                .getOut()
                .println("episode "
                        + approvals.reject(episode, why, OnModels.who()).episodeId() + " is rejected"));
        return 0;
    }
}
