package io.driftway.core.lifecycle;

import io.driftway.core.labels.LabelFile;
import io.driftway.core.labels.LabelJoin;
import io.driftway.core.labels.WindowPerformance;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.MalformedRecord;
import java.util.Optional;

/** Measures the champion of the store by its labels, before any champion is in service. */
public final class LabelPerformance {

    private final Champions champions;
    private final ModelRegistry registry;
    private final LabelJoin labels;

    public LabelPerformance(Champions champions, ModelRegistry registry, LabelJoin labels) {
        this.champions = champions;
        this.registry = registry;
        this.labels = labels;
    }

    /** Empty without a champion, or with one that cannot be put in service, of which the first tick will tell. */
    public Optional<WindowPerformance> ofChampion() {
        try {
            return champions.current().flatMap(current -> LabelFile.schema(
                            registry.load(current.pointer().model())
                                    .model()
                                    .manifest()
                                    .schema())
                    .map(schema -> labels.window(current.pointer(), schema)));
        } catch (BrokenBundle | MalformedRecord broken) {
            return Optional.empty();
        }
    }
}
