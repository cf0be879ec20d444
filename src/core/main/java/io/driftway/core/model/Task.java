package io.driftway.core.model;

import io.driftway.core.batch.Schema;
import java.util.List;
import java.util.Optional;

/** Says what a model predicts, and how good a prediction is. The target of the schema determines the task. */
public sealed interface Task permits BinaryClassification {

    /** Returns the task of a schema; empty where it has no target. */
    static Optional<Task> of(Schema schema) {
        return Optional.ofNullable(schema.positive()).map(BinaryClassification::new);
    }

    /** Returns the metrics of this task's predictions, the most telling one first. */
    List<Metric> metrics();
}
