package io.driftway.store;

/** Looks for the cause behind a failure. */
final class Failures {

    private Failures() {}

    @SafeVarargs
    static boolean anyOf(Throwable failure, Class<? extends Throwable>... kinds) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            for (Class<? extends Throwable> kind : kinds) {
                if (kind.isInstance(t)) {
                    return true;
                }
            }
        }
        return false;
    }
}
