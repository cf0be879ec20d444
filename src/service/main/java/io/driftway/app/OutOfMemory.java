package io.driftway.app;

/**
 * A JVM that ran out of memory ends: what goes on in one cannot be relied on. It does so here and not by {@code -XX:+ExitOnOutOfMemoryError}, so that
 * the batch that took the memory can be noted before.
 */
public final class OutOfMemory {

    private static final int FAILED = 1;

    private OutOfMemory() {}

    /** From now on, out of memory in any thread that does not catch it ends the process. */
    public static void endsTheProcess() {
        Thread.UncaughtExceptionHandler others = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (failure instanceof OutOfMemoryError) {
                end();
            } else if (others != null) {
                others.uncaughtException(thread, failure);
            } else {
                // What the JVM does without a handler.
                System.err.print("Exception in thread \"" + thread.getName() + "\" ");
                failure.printStackTrace(System.err);
            }
        });
    }

    /** At once: whatever would be run at an orderly end needs memory too. */
    static void end() {
        try {
            System.err.println(
                    "driftway: out of memory; give it more, such as DRIFTWAY_JAVA_OPTS=-Xmx4g, or smaller files");
        } finally {
            Runtime.getRuntime().halt(FAILED);
        }
    }
}
