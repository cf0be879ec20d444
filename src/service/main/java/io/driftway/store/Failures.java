package io.driftway.store;

import io.driftway.core.Causes;
import java.util.stream.Stream;

/** Looks for the cause behind a failure. */
final class Failures {

    private Failures() {}

    @SafeVarargs
    static boolean anyOf(Throwable failure, Class<? extends Throwable>... kinds) {
        return Causes.of(failure).stream().anyMatch(cause -> Stream.of(kinds).anyMatch(kind -> kind.isInstance(cause)));
    }
}
