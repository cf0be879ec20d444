package io.driftway.core.pipeline;

import io.driftway.core.batch.Rejection;

/** Holds what opening a blob gives: a batch that can be scored, or the reason why there is none. */
public sealed interface Opened permits IncomingBatch, Opened.Refused {

    /** A blob that holds no batch, with the reason. */
    record Refused(Rejection why) implements Opened {}
}
