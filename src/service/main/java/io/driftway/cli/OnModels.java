package io.driftway.cli;

import io.driftway.app.Programs;
import io.driftway.core.ledger.MalformedRecord;
import io.driftway.core.lifecycle.ModelHistory;
import io.driftway.core.lifecycle.Unpromotable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/** What the commands on models have in common: positional arguments among settings, the store opened, one line for what cannot be done. */
final class OnModels {

    private OnModels() {}

    private static List<String> settings(List<String> given) {
        return given.stream().filter(argument -> argument.startsWith("-")).toList();
    }

    /** The arguments that are no settings. */
    private static List<String> arguments(List<String> given) {
        return given.stream().filter(argument -> !argument.startsWith("-")).toList();
    }

    /** The one argument that is no setting. */
    static String model(CommandSpec command, List<String> given) {
        return one("MODEL", "driftway models list", command, given);
    }

    /** Likewise, where it names an episode. */
    static String episode(CommandSpec command, List<String> given) {
        return one("EPISODE", "the status page, or the log line of a challenger that awaits approval", command, given);
    }

    private static String one(String what, String where, CommandSpec command, List<String> given) {
        Settings.check(command, settings(given));
        List<String> arguments = arguments(given);
        if (arguments.size() != 1) {
            throw new BadInput(
                    "one " + what + " is needed, got " + (arguments.isEmpty() ? "none" : arguments) + "; see " + where);
        }
        return arguments.getFirst();
    }

    static void requireNone(CommandSpec command, List<String> given) {
        Settings.check(command, settings(given));
        if (!arguments(given).isEmpty()) {
            throw new BadInput("unknown argument " + arguments(given).getFirst() + "; see --help");
        }
    }

    /** With settings that were checked when the arguments were looked at. */
    static void open(List<String> given, Consumer<ModelHistory> work) {
        open(given, ModelHistory.class, work);
    }

    /** Likewise, for what decides on them. */
    static <T> void open(List<String> given, Class<T> bean, Consumer<T> work) {
        List<String> settings = settings(given);
        try (var program = Startup.orBadInput(() -> Programs.trainer(settings.toArray(String[]::new)))) {
            work.accept(program.getBean(bean));
        } catch (Unpromotable | MalformedRecord refused) {
            throw new BadInput(String.valueOf(refused.getMessage()));
        }
    }

    /** The user and the host of this command, for the record. */
    static String who() {
        return System.getProperty("user.name", "somebody") + "@" + host(System.getenv());
    }

    private static String host(Map<String, String> environment) {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return environment.getOrDefault("HOSTNAME", "unknown");
        }
    }
}
