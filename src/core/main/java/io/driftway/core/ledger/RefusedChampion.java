package io.driftway.core.ledger;

/**
 * A champion that the pointer names and that cannot be put into service. The last good one stays.
 *
 * @param sequence of the promotion; 0 when the pointer itself cannot be read
 * @param fault one line
 */
public record RefusedChampion(long sequence, String fault) {}
