package io.driftway.core.model;

/**
 * Where calling a row positive pays best by F1, the harmonic mean of precision and recall: 2 TP / (called positive + positive), in [0, 1].
 *
 * @param probability rows of at least this are called positive; the highest such cut among equally good ones
 * @param f1 there; 0 when there is no positive row
 * @param positives positive rows
 */
record BestF1Threshold(double probability, double f1, long positives) {

    static BestF1Threshold ofHighestF1(float[] probabilities, boolean[] positive) {
        Ranking ranking = Ranking.of(probabilities);
        long positives = 0;
        for (boolean label : positive) {
            positives += label ? 1 : 0;
        }
        double best = -1;
        double cut = 0;
        long hits = 0;
        int place = positive.length;
        for (int group = ranking.groups() - 1; group >= 0; group--) {
            int from = group == 0 ? 0 : ranking.end(group - 1);
            while (place > from) {
                hits += positive[ranking.row(--place)] ? 1 : 0;
            }
            double f1 = 2.0 * hits / (positive.length - from + positives);
            if (f1 > best) {
                best = f1;
                cut = probabilities[ranking.row(from)];
            }
        }
        return new BestF1Threshold(cut, Math.max(best, 0), positives);
    }
}
