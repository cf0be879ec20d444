package io.driftway.store;

import io.driftway.core.ledger.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a name is a valid key: by the contract of {@link ObjectStore}, and by the names that both stores support. A listing can show a
 * name that is no key, because other programs write to the store. Every other call refuses such a name.
 */
public final class Key {

    private static final int MAX_CHARS = 1024;
    /** Stands for bytes that are no text: a file name in another encoding. */
    private static final int REPLACEMENT = 0xFFFD;

    private Key() {}

    public static boolean isValid(String name) {
        return fault(name) == null;
    }

    /** The name itself. One that is no key is an {@link IllegalArgumentException} with a line that says why. */
    static String check(String name) {
        String fault = fault(name);
        if (fault != null) {
            throw refusal(name, fault);
        }
        return name;
    }

    static IllegalArgumentException refusal(String name, String fault) {
        return new IllegalArgumentException("'" + printable(name) + "' cannot be a key: " + fault);
    }

    /** The name without what could forge a log line or colour a terminal. */
    static String printable(String name) {
        return name.codePoints()
                .map(point -> Character.isISOControl(point) ? '?' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static @Nullable String fault(String name) {
        if (name.isEmpty()) {
            return "it is empty";
        }
        if (name.length() > MAX_CHARS) {
            return String.format(Locale.ROOT, "it has %,d characters, more than %,d", name.length(), MAX_CHARS);
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)
                || name.codePoints().anyMatch(Key::breaksListing)) {
            return "it holds a character that a listing cannot carry";
        }
        for (String segment : name.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return "segment '" + segment + "' is not allowed";
            }
        }
        return null;
    }

    /** Azure lists in XML 1.0, which has no way to write these; one such name makes a whole listing fail. */
    private static boolean breaksListing(int point) {
        boolean control = point < ' ' && point != '\t' && point != '\n' && point != '\r';
        return control || (point >= REPLACEMENT && point <= Character.MAX_VALUE);
    }
}
