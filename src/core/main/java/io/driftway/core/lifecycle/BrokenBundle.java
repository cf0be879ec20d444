package io.driftway.core.lifecycle;

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

    /** The message. */
    public String line() {
        return line;
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s*\\R\\s*", " ");
    }
}
