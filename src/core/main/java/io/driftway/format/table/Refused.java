package io.driftway.format.table;

import io.driftway.core.batch.Rejection;

/** Carries a rejection out of a parser's callback. It never leaves the packages of the formats. */
public final class Refused extends RuntimeException {

    private final transient Rejection rejection;

    public Refused(Rejection rejection) {
        super(rejection.line(), null, false, false);
        this.rejection = rejection;
    }

    public Rejection rejection() {
        return rejection;
    }
}
