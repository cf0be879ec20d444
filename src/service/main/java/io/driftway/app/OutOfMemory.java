package io.driftway.app;

/**
 * Ends a JVM that ran out of memory, because its state is not reliable any more. {@code -XX:+ExitOnOutOfMemoryError} would end it too early:
 * here the batch that took the memory is recorded first.
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
