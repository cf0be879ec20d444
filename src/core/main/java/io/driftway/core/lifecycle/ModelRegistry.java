package io.driftway.core.lifecycle;

import io.driftway.core.drift.DriftOptions;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Promotion;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.retrain.Trained;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Publishes model bundles to the store, loads and verifies them, and names the first champion. */
public final class ModelRegistry {

    private final ModelStore models;
    private final Champions champions;
    private final DriftSettings drift;
    private final Clock clock;

    /**
     * Makes a registry.
     *
     * @param drift overrides what a bundle says about how its columns are compared
     */
    public ModelRegistry(ModelStore models, Champions champions, DriftSettings drift, Clock clock) {
        this.models = models;
        this.champions = champions;
        this.drift = drift;
        this.clock = clock;
    }

    /** Stores a bundle under its id; a repeat changes nothing. See {@link ModelStore#publish}. */
    public void publish(Bundle bundle) {
        models.publish(bundle);
    }

    /** Returns the ids of the models in the store, newest first. */
    public List<String> models() {
        return models.models();
    }

    /** Reads a bundle and checks all of it. See {@link ModelStore#load}. */
    public Bundle load(String model) {
        return models.load(model);
    }

    /** The bundle of a trained model, not yet published. */
    Bundle bundle(Trained trained, DriftSettings settings) {
        return models.bundle(trained, settings);
    }

    /**
     * Loads what a pointer names and verifies it.
     *
     * @throws IllegalStateException when the bundle holds another model or reference than the pointer names
     * @throws IllegalArgumentException when the settings of drift do not fit the bundle's columns
     * @throws BrokenBundle when the bundle is damaged or gone
     */
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
                DriftOptions.of(drift.withDefaults(bundle.model().manifest().drift()));
        options.requireFit(bundle.baseline().reference().types());
        return options;
    }

    /** Publishes a bundle and makes it the first champion; false when there is a champion already, which stays. */
    public boolean publishFirst(Bundle bundle) {
        publish(bundle);
        return champions.first(Promotion.of(
                pointer(bundle, 1, null),
                Promotion.Kind.PUBLISH,
                clock.instant(),
                "publish",
                "the first champion",
                (bundle.model().manifest().metrics()),
                null));
    }

    /**
     * Returns the pointer that would make a bundle champion.
     *
     * @param sequence number of the promotion, from 1
     * @param episode that promotes it; null where none does
     */
    public static ChampionPointer pointer(Bundle bundle, long sequence, @Nullable String episode) {
        return new ChampionPointer(
                bundle.model().id(),
                bundle.baseline().referenceSha256(),
                bundle.model().manifest().schema().sha256(),
                sequence,
                episode);
    }
}
