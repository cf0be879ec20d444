package io.driftway.corpus;

import io.driftway.core.batch.Reason;
import io.driftway.core.batch.WarningCode;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * One file and what must become of it.
 *
 * @param name below the inbox
 * @param bytes its content
 * @param outcome in the service, and by {@code score}
 */
public record Case(String name, byte[] bytes, Outcome outcome) {

    /** What becomes of a file. */
    public sealed interface Outcome {

        /** A verdict, with exactly these warnings. */
        record Verdict(Set<WarningCode> warnings) implements Outcome {}

        /**
         * It is set aside.
         *
         * @param reason of the closed list
         * @param position exactly as it is said
         */
        record Quarantined(Reason reason, String position) implements Outcome {}

        /** Nobody means it as a batch. */
        record Ignored() implements Outcome {}
    }

    static Case verdict(String name, byte[] bytes, WarningCode... warnings) {
        return new Case(name, bytes, new Outcome.Verdict(Set.of(warnings)));
    }

    static Case verdict(String name, String text, WarningCode... warnings) {
        return verdict(name, utf8(text), warnings);
    }

    static Case refused(String name, byte[] bytes, Reason reason, String position) {
        return new Case(name, bytes, new Outcome.Quarantined(reason, position));
    }

    static Case refused(String name, String text, Reason reason, String position) {
        return refused(name, utf8(text), reason, position);
    }

    static Case ignored(String name, byte[] bytes) {
        return new Case(name, bytes, new Outcome.Ignored());
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return name + " -> " + outcome;
    }
}
