package io.driftway.spark;

import io.driftway.core.batch.Rejection;

/** A table cannot be used. The message is one line for the person who gave it. */
public final class Unusable extends RuntimeException {

    Unusable(Rejection rejection) {
        super(rejection.line());
    }

    Unusable(String line) {
        super(line);
    }
}
