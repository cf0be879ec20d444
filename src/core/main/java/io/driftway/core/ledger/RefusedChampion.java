package io.driftway.core.ledger;

import io.driftway.core.batch.Kinded;

/**
 * A champion that the pointer names but that cannot go into service. The last good one stays.
 *
 * @param sequence of the promotion; 0 when the pointer itself cannot be read
 * @param fault one line
 */
public record RefusedChampion(long sequence, String fault) implements Kinded {

    @Override
    public String kind() {
        return "refused-champion";
    }
}
