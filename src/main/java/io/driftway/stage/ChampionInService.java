package io.driftway.stage;

import io.driftway.core.ledger.Champion;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The champion that this process scores with now. */
public final class ChampionInService {

    private final AtomicReference<Champion> champion = new AtomicReference<>();

    public Optional<Champion> current() {
        return Optional.ofNullable(champion.get());
    }

    void swap(Champion next) {
        champion.set(next);
    }
}
