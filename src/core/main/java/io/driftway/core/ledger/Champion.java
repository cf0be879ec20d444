package io.driftway.core.ledger;

import io.driftway.core.batch.Kinded;
import io.driftway.core.batch.Schema;
import io.driftway.core.decision.Baseline;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.model.Model;

/**
 * Holds the model in service and the baseline that belongs to it, as one value, so that no batch meets a mixture of two.
 *
 * @param model the model; its manifest holds the schema
 * @param baseline the reference that batches are compared with
 * @param drift how they are compared
 * @param sequence the number of the promotion that made it champion, from 1
 */
public record Champion(Model model, Baseline baseline, DriftOptions drift, long sequence) implements Kinded {

    /** Returns the names of model, reference and schema as records hold them, without the episode that promoted the model. */
    public ChampionPointer pointer() {
        return new ChampionPointer(model.id(), baseline.referenceSha256(), schema().sha256(), sequence, null);
    }

    @Override
    public String kind() {
        return "champion";
    }

    /** Returns the columns that the model takes. */
    public Schema schema() {
        return model.manifest().schema();
    }
}
