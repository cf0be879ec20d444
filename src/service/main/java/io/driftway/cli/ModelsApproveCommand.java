package io.driftway.cli;

import io.driftway.core.lifecycle.Approvals;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A challenger that awaits approval becomes champion. */
@Command(
        name = "approve",
        mixinStandardHelpOptions = true,
        customSynopsis = "driftway models approve EPISODE --why=TEXT [--driftway.name=value]...",
        description = {
            "Makes the challenger of an episode champion that awaits approval, and records who decided it and why.",
            "An episode is decided on once, and not after its champion was changed."
        })
final class ModelsApproveCommand implements Callable<Integer> {

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
                .println(ModelsPromoteCommand.done(approvals.approve(episode, why, OnModels.who()))));
        return 0;
    }
}
