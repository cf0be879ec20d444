package io.driftway.core.batch;

/** What reading a file comes to: its rows, or the reason why it cannot be used. */
public sealed interface Decoded permits Batch, Rejection {}
