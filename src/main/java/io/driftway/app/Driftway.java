package io.driftway.app;

import io.driftway.cli.BadInput;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program. Exit codes: 0 done, 1 failed, 2 bad input or bad usage, 3 drift found where that was asked to count. */
@Command(
        name = "driftway",
        mixinStandardHelpOptions = true,
        description = "Watches a prediction model in production and keeps it honest.",
        subcommands = {})
public final class Driftway implements Runnable {

    private static final int BAD_INPUT = 2;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private Driftway() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Driftway())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    if (failure instanceof BadInput) {
                        line.getErr().println("driftway: " + failure.getMessage());
                        return BAD_INPUT;
                    }
                    throw failure;
                })
                .setParameterExceptionHandler((failure, args) -> {
                    failure.getCommandLine().getErr().println("driftway: " + failure.getMessage() + "; see --help");
                    return BAD_INPUT;
                });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is needed");
    }
}
