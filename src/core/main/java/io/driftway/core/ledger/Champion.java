package io.driftway.core.ledger;

import io.driftway.core.batch.Kinded;
import io.driftway.core.batch.Schema;
import io.driftway.core.decision.Baseline;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.model.Model;

/**
 * The model in service with the baseline that belongs to it: one value, so that no batch meets a mixture.
 *
 * @param model the model; its manifest holds the schema
 * @param baseline what batches are compared with
 * @param drift how they are compared
 * @param sequence the number of the promotion that made it champion, from 1
 */
public record Champion(Model model, Baseline baseline, DriftOptions drift, long sequence) implements Kinded {

    /** Returns what names it in records. The episode that promoted it is left out. */
    public ChampionPointer pointer() {
        return new ChampionPointer(model.id(), baseline.referenceSha256(), schema().sha256(), sequence, null);
    }

    @Override
    public String kind() {
        return "champion";
    }

    public Schema schema() {
        return model.manifest().schema();
    }
}
