package io.driftway.core.ledger;

import java.io.IOException;

/** An object was overwritten during the read. The bytes so far belong to the requested version; its rest is gone. */
public final class Superseded extends IOException {

    public Superseded(String key) {
        super(key + " was overwritten while it was read");
    }
}
