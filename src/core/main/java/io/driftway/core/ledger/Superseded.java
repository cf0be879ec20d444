package io.driftway.core.ledger;

import java.io.IOException;

/** An object was overwritten while it was read. What was read so far belongs to the version that was asked for; the rest of it is gone. */
public final class Superseded extends IOException {

    public Superseded(String key) {
        super(key + " was overwritten while it was read");
    }
}
