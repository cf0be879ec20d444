package io.driftway.core.ledger;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Names the champion. A {@link Promotion} also says how it became champion.
 *
 * @param model its id
 * @param reference sha256 of the reference profile that belongs to it
 * @param schema sha256 of its schema
 * @param sequence counts promotions, from 1
 * @param episode the retraining that promoted it, or null for one put there by hand
 */
public record ChampionPointer(
        String model,
        String reference,
        String schema,
        long sequence,
        @Nullable String episode) implements Serializable {}
