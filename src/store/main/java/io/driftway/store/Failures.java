package io.driftway.store;

import io.driftway.core.Causes;
import java.util.stream.Stream;

/** Tells whether a failure, or a cause behind it, is of a given kind. */
final class Failures {

    private Failures() {}

    @SafeVarargs
    static boolean anyOf(Throwable failure, Class<? extends Throwable>... kinds) {
        return Causes.of(failure).stream().anyMatch(cause -> Stream.of(kinds).anyMatch(kind -> kind.isInstance(cause)));
    }
}
