package io.driftway.core.lifecycle;

/** A model that a person asked for cannot be made champion. The message is one line: what, and what to do. */
public final class Unpromotable extends RuntimeException {

    Unpromotable(String line) {
        super(line);
    }
}
