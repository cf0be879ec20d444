package io.driftway.core.lifecycle;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Schema;
import io.driftway.core.retrain.Trainer;
import io.driftway.core.retrain.TrainingResult;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The same rows give the same model, as {@code TrainerTest} shows; so that tests which retrain hundreds of times on a few sets of rows
 * train on each set once.
 */
final class RememberedTraining implements Retraining.Training {

    private record Key(List<Object> rows, Schema schema, Trainer.Options options) {}

    private final Map<Key, TrainingResult> results = new ConcurrentHashMap<>();

    @Override
    public Supplier<TrainingResult> prepare(Batch labelled, Schema schema, Trainer.Options options) {
        List<Object> rows =
                labelled.columns().stream().map(RememberedTraining::content).toList();
        return () -> results.computeIfAbsent(
                new Key(rows, schema, options), key -> Trainer.train(labelled, key.schema(), key.options()));
    }

    private static Object content(Column column) {
        return switch (column) {
            case NumericColumn numbers -> List.of(numbers.name(), DoubleBuffer.wrap(numbers.values()));
            case CategoricalColumn categories ->
                List.of(categories.name(), categories.dictionary(), IntBuffer.wrap(categories.codes()));
            case IdColumn ids -> List.of(ids.name(), List.of(ids.values()));
        };
    }
}
