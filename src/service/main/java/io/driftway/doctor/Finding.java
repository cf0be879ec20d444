package io.driftway.doctor;

import java.util.Locale;

/**
 * What was found of one thing that was looked at.
 *
 * @param subject what was looked at, in a word
 * @param state how it is
 * @param line what was found, and where something is amiss what to do, without a line break
 */
public record Finding(String subject, State state, String line) {

    /** How something is. */
    public enum State {
        OK,
        /** The service works, and somebody should look. */
        WARNING,
        /** The service does not work, or not as it should. */
        FAULT;

        /** As it is written. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Finding {
        line = line.lines()
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .findFirst()
                .orElse("");
    }

    public static Finding ok(String subject, String line) {
        return new Finding(subject, State.OK, line);
    }

    public static Finding warning(String subject, String what, String remedy) {
        return new Finding(subject, State.WARNING, what + "; " + remedy);
    }

    public static Finding fault(String subject, String what, String remedy) {
        return new Finding(subject, State.FAULT, what + "; " + remedy);
    }
}
