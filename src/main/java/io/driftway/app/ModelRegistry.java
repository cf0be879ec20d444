package io.driftway.app;

import io.driftway.core.drift.DriftOptions;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.ModelStore;
import io.driftway.core.model.DriftSettings;
import io.driftway.format.Bundle;
import org.jspecify.annotations.Nullable;

/** Model bundles in the store: published, loaded, made champion. */
public final class ModelRegistry {

    private final ModelStore models;
    private final Champions champions;
    private final DriftSettings drift;

    /** @param drift goes before what a bundle says of how its columns are compared */
    ModelRegistry(ModelStore models, Champions champions, DriftSettings drift) {
        this.models = models;
        this.champions = champions;
        this.drift = drift;
    }

    public void publish(Bundle bundle) {
        models.publish(bundle.model().id(), bundle.files(), Bundle.MANIFEST);
    }

    public Bundle load(String model) {
        return Bundle.read("model " + model, models.fetch(model));
    }

    /** Loads and verifies what the pointer names. */
    public Champion load(ChampionPointer pointer) {
        Bundle bundle = load(pointer.model());
        if (!bundle.model().id().equals(pointer.model())
                || !bundle.baseline().referenceSha256().equals(pointer.reference())) {
            throw new IllegalStateException("champion.json names model " + pointer.model() + " and reference "
                    + pointer.reference() + ", the bundle holds others; restore the bundle or promote another model");
        }
        return new Champion(bundle.model(), bundle.baseline(), drift(bundle), pointer.sequence());
    }

    private DriftOptions drift(Bundle bundle) {
        DriftOptions options =
                DriftOptions.of(drift.over(bundle.model().manifest().drift()));
        options.requireFit(bundle.baseline().reference().types());
        return options;
    }

    /** Publishes a bundle and makes it the first champion; false when there is a champion already. */
    public boolean publishFirst(Bundle bundle) {
        publish(bundle);
        return champions.first(pointer(bundle, 1, null));
    }

    /** The pointer that would make this bundle champion. */
    static ChampionPointer pointer(Bundle bundle, long sequence, @Nullable String episode) {
        return new ChampionPointer(
                bundle.model().id(),
                bundle.baseline().referenceSha256(),
                bundle.model().manifest().schema().sha256(),
                sequence,
                episode);
    }
}
