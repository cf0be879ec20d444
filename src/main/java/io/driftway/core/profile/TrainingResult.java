package io.driftway.core.profile;

/** What training comes to: a model, or the reason why the data cannot give one. */
public sealed interface TrainingResult permits Trained, Untrainable {}
