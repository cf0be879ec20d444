package io.driftway.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The chain of causes behind a failure. */
public final class Causes {

    private Causes() {}

    /** Returns the failure and its causes, the outermost first. A chain that leads back to itself ends before it repeats. */
    public static List<Throwable> of(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (@Nullable Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            chain.add(cause);
        }
        return chain;
    }

    /** Returns the innermost cause, which is the failure itself where it has none. */
    public static Throwable root(Throwable failure) {
        return of(failure).getLast();
    }
}
