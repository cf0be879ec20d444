package io.driftway.core.lifecycle;

import java.util.Locale;

/** A model bundle that cannot be used. The message is one line: file, fault and remedy. */
public final class BrokenBundle extends RuntimeException {

    private final String line;

    public BrokenBundle(String file, String fault, String remedy) {
        this(oneLine(file + ": " + fault + "; " + remedy));
    }

    private BrokenBundle(String line) {
        super(line);
        this.line = line;
    }

    /**
     * Refuses a file of a model that is longer than a bundle takes.
     *
     * @throws BrokenBundle where it is
     */
    public static void requireLength(String file, int length) {
        if (length > Bundle.MAX_FILE_BYTES) {
            throw new BrokenBundle(
                    file,
                    String.format(
                            Locale.ROOT, "%,d bytes are more than the limit of %,d", length, Bundle.MAX_FILE_BYTES),
                    "train with fewer or smaller trees");
        }
    }

    /** The message. */
    public String line() {
        return line;
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s*\\R\\s*", " ");
    }
}
