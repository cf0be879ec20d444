package io.driftway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.cli.HostedCommands.Ran;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A JVM that stands in a folder and runs the commands that are typed there, as {@code ./driftway} would, without a start for each. */
public final class CommandHost implements AutoCloseable {

    private final Process process;
    private final PrintStream requests;
    private final BufferedReader answers;
    private final Path errors;

    private CommandHost(Process process, Path errors) {
        this.process = process;
        this.requests = new PrintStream(process.getOutputStream(), true, UTF_8);
        this.answers = process.inputReader(UTF_8);
        this.errors = errors;
    }

    public static CommandHost in(Path folder) {
        try {
            Path errors = Files.createTempFile("commands", ".err");
            errors.toFile().deleteOnExit();
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx512m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "--enable-native-access=ALL-UNNAMED",
                            "-Ddriftway.called=./driftway",
                            "-Ddriftway.home=" + Path.of("").toAbsolutePath(),
                            "-cp",
                            classPath(),
                            HostedCommands.class.getName())
                    .directory(folder.toFile())
                    .redirectError(errors.toFile());
            builder.environment().put("LC_ALL", "C.UTF-8");
            return new CommandHost(builder.start(), errors);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Of this JVM, whose entries may be relative to its own folder. */
    private static String classPath() {
        return String.join(
                java.io.File.pathSeparator,
                List.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator)).stream()
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .toList());
    }

    /** Runs one command to its end; {@code run} begins and goes on in the background. */
    public Ran run(String... words) {
        try {
            requests.println(HostedCommands.write(List.of(words)));
            String answer = answers.readLine();
            if (answer == null) {
                throw new AssertionError("the commands' JVM ended: " + Files.readString(errors));
            }
            return HostedCommands.read(answer);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What the service has printed so far. */
    public String printed() {
        return run("printed").out();
    }

    /** Ends the service and waits for it. */
    public void stop() {
        run("stop");
    }

    /** Ends the service, if one runs, and the JVM. */
    @Override
    public void close() {
        requests.close();
        process.onExit().join();
    }
}
