package io.driftway.core.model;

import io.driftway.core.batch.Schema;
import java.util.List;
import java.util.Optional;

/** What a model predicts, and how good a prediction is. The target of a schema poses it. */
public sealed interface Task permits BinaryClassification {

    /** The task that a schema poses; empty where it has no target. */
    static Optional<Task> of(Schema schema) {
        return Optional.ofNullable(schema.positive()).map(BinaryClassification::new);
    }

    /** What the model answers for a row: the name of the column of predictions. */
    String prediction();

    /** What predictions of this task are measured by, the most telling one first. */
    List<Metric> metrics();
}
