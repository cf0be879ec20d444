package io.driftway.cli;

import io.driftway.app.OutOfMemory;
import io.driftway.app.Version;
import io.driftway.core.Causes;
import io.driftway.core.ledger.MalformedRecord;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program. Exit codes: 0 done, 1 failed, 2 bad input or bad usage, 3 drift found or not ruled out where that was asked to count. */
@Command(
        name = "driftway",
        mixinStandardHelpOptions = true,
        versionProvider = Driftway.Versions.class,
        description = "Watches a prediction model in production and keeps it honest.")
public final class Driftway implements Runnable {

    private static final int FAILED = 1;
    static final int BAD_INPUT = 2;

    private static final List<Class<?>> COMMANDS = List.of(
            DemoCommand.class,
            InitCommand.class,
            RunCommand.class,
            WindowCommand.class,
            DoctorCommand.class,
            TrainCommand.class,
            ScoreCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            CompareCommand.class,
            ReplayCommand.class,
            CalibrateCommand.class,
            PublishCommand.class,
            ModelsCommand.class,
            RetrainCommand.class,
            CompletionCommand.class);

    /** Commands that take any setting of the service as {@code --name=value}. */
    private static final List<String> TAKE_SETTINGS =
            List.of("run", "window", "doctor", "publish", "models", "replay", "retrain");

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private Driftway() {}

    public static void main(String[] args) {
        refuseSerializedObjects();
        OutOfMemory.endsTheProcess();
        // Ours is written alike everywhere; this is for the libraries.
        Locale.setDefault(Locale.ROOT);
        System.setProperty("logback.configurationFile", "logback-command.xml");
        System.exit(commandLine(List.of(args)).execute(args));
    }

    /** Nothing of ours is read by Java serialization, which runs what it reads: no class may be, in the whole JVM. */
    private static void refuseSerializedObjects() {
        if (ObjectInputFilter.Config.getSerialFilter() == null) {
            ObjectInputFilter.Config.setSerialFilter(
                    info -> info.serialClass() == null ? Status.UNDECIDED : Status.REJECTED);
        }
    }

    /** All commands. */
    static CommandLine commandLine() {
        return commandLine(name -> true);
    }

    /**
     * What is needed for these words. To build a command takes a while: of those that are not among the words there is only what the list of all
     * commands says. A file of words may name any.
     */
    static CommandLine commandLine(List<String> words) {
        boolean file = words.stream().anyMatch(word -> word.startsWith("@"));
        return commandLine(name -> file || words.contains(name));
    }

    private static CommandLine commandLine(Predicate<String> needed) {
        CommandLine driftway = new CommandLine(new Driftway());
        for (Class<?> type : COMMANDS) {
            Command command = type.getAnnotation(Command.class);
            String name = command.name();
            if (needed.test(name)) {
                CommandLine whole = new CommandLine(type);
                driftway.addSubcommand(name, whole);
                whole.setUnmatchedOptionsArePositionalParams(TAKE_SETTINGS.contains(name));
            } else {
                CommandSpec named = CommandSpec.create();
                named.usageMessage().description(command.description());
                driftway.addSubcommand(name, named);
            }
        }
        HelpText.addTo(driftway);
        driftway.setUsageHelpWidth(HelpText.WIDTH);
        return driftway.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, parsed) -> fail(failure, line.getErr()))
                .setParameterExceptionHandler((failure, args) -> {
                    failure.getCommandLine().getErr().println("driftway: " + line(failure, List.of(args)));
                    return BAD_INPUT;
                });
    }

    /** An option that is missing may be there, written wrong: a command that takes settings lets any word pass at first. */
    private static String line(ParameterException failure, List<String> typed) {
        return Optional.of(failure)
                .filter(MissingParameterException.class::isInstance)
                .flatMap(missing -> Settings.unknown(
                        missing.getCommandLine().getCommandSpec(),
                        typed.stream().filter(word -> word.startsWith("-")).toList()))
                .orElseGet(() -> failure.getMessage() + suggestion(failure) + "; see --help");
    }

    private static String suggestion(ParameterException failure) {
        return failure instanceof UnmatchedArgumentException unmatched
                        && !unmatched.getSuggestions().isEmpty()
                ? "; did you mean " + unmatched.getSuggestions().getFirst() + "?"
                : "";
    }

    /** One line for the user; the stack trace is for who asks for it. */
    private static int fail(Exception failure, PrintWriter err) {
        if (failure instanceof BadInput || failure instanceof MalformedRecord) {
            err.println("driftway: " + failure.getMessage());
            return BAD_INPUT;
        }
        err.println("driftway: failed: " + Causes.root(failure) + "; DRIFTWAY_DEBUG=true prints the stack trace");
        if (Boolean.parseBoolean(System.getenv("DRIFTWAY_DEBUG"))) {
            failure.printStackTrace(err);
        }
        return FAILED;
    }

    /** What {@code --version} prints. */
    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"driftway " + Version.OF_THIS_PROGRAM};
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is needed");
    }
}
