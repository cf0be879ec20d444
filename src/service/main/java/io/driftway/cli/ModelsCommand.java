package io.driftway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The models in the store. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the models in the store, shows one, makes one champion by hand, and decides on a challenger that awaits approval.",
            "MODEL and EPISODE are ids, or so much of the beginning that no other has it."
        },
        subcommands = {
            ModelsListCommand.class,
            ModelsShowCommand.class,
            ModelsRollbackCommand.class,
            ModelsPromoteCommand.class,
            ModelsApproveCommand.class,
            ModelsRejectCommand.class
        },
        footer = {
            "",
            "The store is named by the service's settings:",
            "  driftway models list --driftway.store.kind=folder --driftway.store.folder=store"
        })
final class ModelsCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "list, show, rollback, promote, approve or reject is needed");
    }
}
