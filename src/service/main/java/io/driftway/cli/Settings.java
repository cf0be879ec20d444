package io.driftway.cli;

import io.driftway.app.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/** Settings given as arguments. */
final class Settings {

    private static final Pattern SETTING = Pattern.compile("--[a-z][A-Za-z0-9.\\[\\]-]*\\.[A-Za-z0-9.\\[\\]-]+=.*");

    private Settings() {}

    /** Refuses what is not of the form {@code --name=value} with a name of ours or of Spring Boot's: it is an option that the command does not have. */
    static void check(CommandSpec command, List<String> settings) {
        unknown(command, settings).ifPresent(line -> {
            throw new BadInput(line);
        });
    }

    /** What there is to be said of the first that is neither a setting nor an option, with the nearest option, if one is near. */
    static Optional<String> unknown(CommandSpec command, List<String> words) {
        return words.stream()
                .filter(word -> !SETTING.matcher(word).matches())
                .filter(word -> !command.optionsMap().containsKey(name(word)))
                .findFirst()
                .map(word -> (word.startsWith("-") ? "unknown option " : "unknown argument ")
                        + word
                        + Nearest.to(name(word), command.optionsMap().keySet())
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("; settings are given as --driftway.name=value"));
    }

    private static String name(String word) {
        return word.replaceAll("=.*", "");
    }
}
