package io.driftway.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code driftway completion}: what a shell must know to complete commands and options; of the commands as they are, so that it is never stale. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a script with which bash and zsh complete commands and options.",
            "In zsh, load bashcompinit first: autoload -U +X compinit bashcompinit && compinit && bashcompinit"
        })
final class CompletionCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().getOut().print(AutoComplete.bash("driftway", Driftway.commandLine()));
        spec.commandLine().getOut().flush();
    }
}
