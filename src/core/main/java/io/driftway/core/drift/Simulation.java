package io.driftway.core.drift;

/**
 * Says how a p-value was drawn from random permutations.
 *
 * @param distance of the data, which the random divisions are held against, in the unit of the method
 * @param permutations random divisions of the pooled rows that were made; the p-value is the share of those at least as far apart as the
 *     data
 * @param standardError of the p-value: sqrt(p (1 - p) / permutations), which is 0 where no or every permutation counted
 * @param rowsUsed rows of both sides that took part; less than all where the rest would cost too much
 */
public record Simulation(double distance, int permutations, double standardError, long rowsUsed) {

    static Reading share(double distance, int counted, int permutations, long rowsUsed) {
        double p = (double) counted / permutations;
        return new Reading.Value(
                p, new Simulation(distance, permutations, Math.sqrt(p * (1 - p) / permutations), rowsUsed));
    }
}
