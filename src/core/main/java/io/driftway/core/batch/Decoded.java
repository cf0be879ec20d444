package io.driftway.core.batch;

/** Holds what reading a file gives: its rows, or the reason why it cannot be used. */
public sealed interface Decoded permits Batch, Rejection {}
