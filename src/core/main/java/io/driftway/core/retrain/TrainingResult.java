package io.driftway.core.retrain;

/** What training gives: a model, or the reason why the data cannot give one. */
public sealed interface TrainingResult permits Trained, Untrainable {}
