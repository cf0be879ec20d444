package io.driftway.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Back to a former champion. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the champion before this one champion again, or the one that --to names, and records who did it and why.",
            "The model is verified first. A retraining that ends in the model rolled back from does not bring it back."
        })
final class ModelsRollbackCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--to",
            paramLabel = "MODEL|SEQUENCE",
            description =
                    "The former champion: the beginning of its id, or the sequence of a promotion (up to 6 digits).")
    private @Nullable String to;

    @Option(
            names = "--why",
            paramLabel = "TEXT",
            description = "For the record.",
            defaultValue = "rolled back by hand, no reason given")
    @SuppressWarnings("NullAway.Init")
    private String why;

    @Parameters(hidden = true)
    private List<String> settings = List.of();

    @Override
    public Integer call() {
        OnModels.requireNone(spec, settings);
        OnModels.open(settings, history -> spec.commandLine()
                .getOut()
                .println(ModelsPromoteCommand.done(history.rollback(to, why, OnModels.who()))));
        return 0;
    }
}
