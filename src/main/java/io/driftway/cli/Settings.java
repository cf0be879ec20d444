package io.driftway.cli;

import java.util.List;

/** Settings given as arguments. */
final class Settings {

    private Settings() {}

    /** Refuses what is not of the form {@code --name=value} with a name of ours or of Spring Boot's. */
    static void check(List<String> settings) {
        for (String setting : settings) {
            if (!setting.matches("--[a-z][A-Za-z0-9.\\[\\]-]*\\.[A-Za-z0-9.\\[\\]-]+=.*")) {
                throw new BadInput("unknown option " + setting + "; settings are given as --driftway.name=value");
            }
        }
    }
}
