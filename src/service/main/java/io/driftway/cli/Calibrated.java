package io.driftway.cli;

import io.driftway.core.decision.Budget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.jspecify.annotations.Nullable;

/**
 * What a reference can show, as JSON has it.
 *
 * @param within batches within which a move was to be found
 * @param references that were drawn for each figure of a move
 * @param columns that were moved, one at a time
 * @param warnings a sentence each
 */
record Calibrated(
        long referenceRows,
        double batchesPerYear,
        double requestsPerYear,
        int season,
        int within,
        int references,
        List<String> columns,
        List<OfBatches> batches,
        List<String> warnings) {

    /** A batch of so many times the rows of the reference shows the reference's own error. */
    private static final int SMALL_REFERENCE = 5;

    /** More false requests than the budget has by chance at this level are too many. */
    private static final double TOO_RARE = 0.01;

    private static final Shift LARGE = new Shift.OfMean(0.5);

    /**
     * With batches of one size.
     *
     * @param simulated batches without a move
     * @param falseRequests in these
     * @param falseRequestsPerYear that many make in a year
     */
    record OfBatches(int rows, long simulated, int falseRequests, double falseRequestsPerYear, List<OfColumn> moves) {}

    /**
     * A move of one column.
     *
     * @param move in words
     * @param seen share of references with which a verdict was not stable
     * @param seenAfter median number of batches, the reference that never saw it counting as the longest; null where less than half did
     * @param asked share of references with which a retraining was asked for
     * @param askedAfter likewise
     */
    record OfColumn(
            String move,
            String column,
            double seen,
            @Nullable Integer seenAfter,
            double asked,
            @Nullable Integer askedAfter) {

        static OfColumn of(Calibrating.Found found) {
            return new OfColumn(
                    found.shift().words(),
                    found.column(),
                    share(found.seen()),
                    median(found.seen()),
                    share(found.asked()),
                    median(found.asked()));
        }

        private static double share(int[] after) {
            return (double) Arrays.stream(after).filter(batches -> batches > 0).count() / after.length;
        }

        private static @Nullable Integer median(int[] after) {
            int[] sorted = Arrays.stream(after)
                    .map(batches -> batches == 0 ? Integer.MAX_VALUE : batches)
                    .sorted()
                    .toArray();
            int middle = sorted[(sorted.length - 1) / 2];
            return middle == Integer.MAX_VALUE ? null : middle;
        }
    }

    static Calibrated of(long rows, Budget budget, List<String> columns, List<Calibrating.Outcome> outcomes) {
        List<OfBatches> batches = outcomes.stream()
                .map(outcome -> new OfBatches(
                        outcome.batchRows(),
                        outcome.batches(),
                        outcome.requests(),
                        outcome.requests() * budget.batchesPerYear() / outcome.batches(),
                        outcome.found().stream().map(OfColumn::of).toList()))
                .toList();
        return new Calibrated(
                rows,
                budget.batchesPerYear(),
                budget.requestsPerYear(),
                budget.season(),
                Calibrating.WITHIN,
                Calibrating.MOVED_REFERENCES,
                columns,
                batches,
                warnings(rows, budget, batches));
    }

    private static List<String> warnings(long rows, Budget budget, List<OfBatches> batches) {
        List<String> warnings = new ArrayList<>();
        for (OfBatches size : batches) {
            if (size.rows() >= SMALL_REFERENCE * rows) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "batches of %,d rows have at least %d times the %,d rows of the reference: where the reference is unlucky, it asks again and again; give more reference rows",
                        size.rows(),
                        SMALL_REFERENCE,
                        rows));
            }
            List<String> hidden = size.moves().stream()
                    .filter(move -> move.move().equals(LARGE.words()) && move.seenAfter() == null)
                    .map(OfColumn::column)
                    .toList();
            if (!hidden.isEmpty()) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "batches of %,d rows: the reference is too small to judge, since a move of the mean by half a standard deviation is mostly not seen within %d batches in %s; give more reference rows or larger batches",
                        size.rows(),
                        Calibrating.WITHIN,
                        String.join(", ", hidden)));
            }
            double allowed = size.simulated() * budget.requestsPerYear() / budget.batchesPerYear();
            if (size.falseRequests() > 0
                    && PoissonDistribution.of(allowed).survivalProbability(size.falseRequests() - 1) < TOO_RARE) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "batches of %,d rows: %d false requests in %,d batches without a move, and the budget has %.1f; give more reference rows",
                        size.rows(),
                        size.falseRequests(),
                        size.simulated(),
                        allowed));
            }
        }
        return warnings;
    }

    /** For a person at a terminal: a line for each move, with the typical column and the one in which it shows last. */
    String text() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "Reference: %,d rows, %d columns moved, one at a time. Budget of false requests: %s a year of %s batches.%n",
                referenceRows,
                columns.size(),
                number(requestsPerYear),
                number(batchesPerYear)));
        for (OfBatches size : batches) {
            text.append(String.format(
                    Locale.ROOT,
                    "%nBatches of %,d rows: %d false requests in %,d simulated batches without a move%n%n",
                    size.rows(),
                    size.falseRequests(),
                    size.simulated()));
            text.append(line("", "typical column", "", "weakest column", "", ""));
            text.append(line("move", "seen after", "asked after", "seen after", "asked after", ""));
            for (Shift shift : Shift.ALL) {
                List<OfColumn> moves = size.moves().stream()
                        .filter(move -> move.move().equals(shift.words()))
                        .sorted(Comparator.comparingInt((OfColumn move) -> whole(move.seenAfter()))
                                .thenComparing(move -> -move.seen())
                                .thenComparingInt(move -> whole(move.askedAfter()))
                                .thenComparing(move -> -move.asked()))
                        .toList();
                if (!moves.isEmpty()) {
                    OfColumn typical = moves.get((moves.size() - 1) / 2);
                    OfColumn weakest = moves.getLast();
                    text.append(line(
                            shift.words(),
                            after(typical.seenAfter(), typical.seen()),
                            after(typical.askedAfter(), typical.asked()),
                            after(weakest.seenAfter(), weakest.seen()),
                            after(weakest.askedAfter(), weakest.asked()),
                            weakest.column()));
                }
            }
        }
        text.append(String.format(
                Locale.ROOT,
                "%nBatches until the move is seen, and until a retraining is asked for: the median over %d references, and in brackets the share of them within %d batches.%n",
                references,
                within));
        return text
                + warnings.stream().map(warning -> "warning: " + warning + "\n").collect(Collectors.joining());
    }

    private static String line(
            String move, String seen, String asked, String weakSeen, String weakAsked, String column) {
        return String.format(
                                Locale.ROOT,
                                "%-27s  %-14s  %-14s  %-14s  %-14s  %s",
                                move,
                                seen,
                                asked,
                                weakSeen,
                                weakAsked,
                                column)
                        .stripTrailing()
                + "\n";
    }

    private static int whole(@Nullable Integer after) {
        return after == null ? Integer.MAX_VALUE : after;
    }

    private static String after(@Nullable Integer batches, double share) {
        return String.format(Locale.ROOT, "%s (%.2f)", batches == null ? "-" : batches, share);
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%s", value);
    }
}
