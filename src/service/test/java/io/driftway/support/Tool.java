package io.driftway.support;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a command of this machine printed until it ended. */
public record Tool(int exit, String output, String errors) {

    /** Where a command of this machine is. */
    public static Optional<File> onThePath(String command) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> new File(folder, command))
                .filter(File::canExecute)
                .findFirst();
    }

    /** Runs it with nothing to read. Where there is no such command, the calling test is skipped; under CI it fails. */
    public static Tool run(String... command) {
        return run(Path.of("/dev/null"), command);
    }

    /** Runs it with a file as its input. */
    public static Tool run(Path input, String... command) {
        try {
            Path output = Files.createTempFile(command[0], ".out");
            Path errors = Files.createTempFile(command[0], ".err");
            try {
                int exit = new ProcessBuilder(command)
                        .redirectInput(input.toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start()
                        .waitFor();
                return new Tool(exit, Files.readString(output), Files.readString(errors));
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        } catch (IOException absent) {
            if (Boolean.parseBoolean(System.getenv("CI"))) {
                throw new UncheckedIOException(absent);
            }
            return abort("SKIPPED: " + command[0] + " is not installed; ./check does it");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** What a command that checks something has against it, a line each; nothing when it ended well. */
    public List<String> refusals() {
        return exit == 0
                ? List.of()
                : Stream.of(output, errors).flatMap(String::lines).toList();
    }
}
