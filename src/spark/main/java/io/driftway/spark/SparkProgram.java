package io.driftway.spark;

import io.driftway.core.Causes;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** Runs a command that {@code spark-submit} starts. */
final class SparkProgram {

    private static final int UNUSABLE = 2;

    private SparkProgram() {}

    /** Ends the process with 2 and one line where something cannot be used, with 1 where it fails, and returns where it is done. */
    static void run(Callable<Integer> program, String[] arguments) {
        int code = new CommandLine(program)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    Unusable why = Causes.of(failure).stream()
                            .filter(Unusable.class::isInstance)
                            .map(Unusable.class::cast)
                            .findFirst()
                            .orElseThrow(() -> failure);
                    command.getErr().println("driftway: " + why.getMessage());
                    return UNUSABLE;
                })
                .execute(arguments);
        if (code != 0) {
            System.exit(code);
        }
    }
}
