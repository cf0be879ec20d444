package io.driftway.app;

/** Names this program: its version and its main class. */
public final class Version {

    /** Of the jar it runs from; {@code development} when it runs from classes. */
    public static final String OF_THIS_PROGRAM = read();

    static final String MAIN_CLASS = "io.driftway.cli.Driftway";

    private Version() {}

    private static String read() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
