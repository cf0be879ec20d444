package io.driftway.stage;

import io.driftway.core.ledger.Champion;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Holds the champion that this process scores with now. */
public final class ChampionInService {

    private final AtomicReference<Champion> champion = new AtomicReference<>();

    public Optional<Champion> current() {
        return Optional.ofNullable(champion.get());
    }

    /** Batches that were decoded for the former champion keep it to their end. */
    void swap(Champion next) {
        Champion former = champion.getAndSet(next);
        if (former != null && former.model().scorer() != next.model().scorer()) {
            former.model().scorer().retire();
        }
    }
}
