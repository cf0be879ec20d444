package io.driftway.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/** Fails once, at one call. */
final class Nth implements Wire.Cut {

    private final int call;
    private final boolean after;
    private final Function<String, ? extends Throwable> failure;
    private int seen;

    Nth(int call, boolean after, Function<String, ? extends Throwable> failure) {
        this.call = call;
        this.after = after;
        this.failure = failure;
    }

    static UncheckedIOException lost(String call) {
        return new UncheckedIOException(new IOException("no answer to " + call));
    }

    @Override
    public void at(String what, boolean done) {
        if (!done) {
            seen++;
        }
        if (seen == call && done == after) {
            seen++;
            switch (failure.apply(what)) {
                case Error halt -> throw halt;
                case RuntimeException lost -> throw lost;
                case Throwable other -> throw new IllegalStateException(other);
            }
        }
    }
}
