package io.driftway.cli;

import io.driftway.core.batch.Rejection;

/** What the user gave cannot be used. The message is the one line that the user sees; the exit code is 2. */
public final class BadInput extends RuntimeException {

    public BadInput(String line) {
        super(line);
    }

    public BadInput(Rejection rejection) {
        super(rejection.line());
    }

    /** @throws BadInput with that line, where what was given is not sound */
    static void unless(boolean sound, String otherwise) {
        if (!sound) {
            throw new BadInput(otherwise);
        }
    }
}
