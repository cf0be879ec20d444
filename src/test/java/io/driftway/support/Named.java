package io.driftway.support;

import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Promotion;
import java.time.Instant;

/** Records of which a test needs no more than the names. */
public final class Named {

    private Named() {}

    public static Promotion promotion(ChampionPointer pointer) {
        return Promotion.of(
                pointer,
                Promotion.Kind.PROMOTE,
                Instant.parse("2026-03-01T12:00:00Z"),
                "somebody@somewhere",
                "a test",
                null,
                null);
    }
}
