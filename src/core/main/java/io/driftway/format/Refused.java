package io.driftway.format;

import io.driftway.core.batch.Rejection;

/** Carries a rejection out of a parser's callback; never leaves this package. */
final class Refused extends RuntimeException {

    private final transient Rejection rejection;

    Refused(Rejection rejection) {
        super(rejection.line(), null, false, false);
        this.rejection = rejection;
    }

    Rejection rejection() {
        return rejection;
    }
}
