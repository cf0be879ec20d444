package io.driftway.cli;

import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.NumericColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/** A move of one column of a batch, all others as they are, as a person thinks of one. */
sealed interface Shift {

    /** Those that are tried, of each kind the smallest first. */
    List<Shift> ALL = List.of(
            new OfMean(0.1),
            new OfMean(0.2),
            new OfMean(0.5),
            new OfLabel(5),
            new OfLabel(10),
            new OfMissing(2),
            new OfMissing(5));

    /** Says what moves, for a table. */
    String words();

    /** Returns how to move a column of the reference; empty where that cannot be done, as with a constant. */
    Optional<Mover> of(Column reference);

    /** Moves the same column of a batch. */
    interface Mover {
        Column move(Column batch, SplittableRandom random);
    }

    /**
     * The mean of a column of numbers moves, while no value is new: greater values come more often, each by exp(t x). Each value goes to the one of the same rank, so the
     * column keeps its place among the others. The mean falls where it cannot rise as far.
     *
     * @param deviations standard deviations of the reference, above 0
     */
    record OfMean(double deviations) implements Shift {

        /** Values by which the strength of the tilt is found. */
        private static final int MOST_VALUES = 4_096;

        private static final int BISECTIONS = 50;

        /** A mean cannot move by more of the way to the greatest value. */
        private static final double REACH = 0.9;

        /** A tilt that moves any mean as far as it goes. */
        private static final double STRONGEST = 50;

        @Override
        public String words() {
            return String.format(Locale.ROOT, "mean of a number, %.1f sd", deviations);
        }

        @Override
        public Optional<Mover> of(Column reference) {
            if (!(reference instanceof NumericColumn numbers)) {
                return Optional.empty();
            }
            double[] sorted = Arrays.stream(numbers.values())
                    .filter(Double::isFinite)
                    .sorted()
                    .toArray();
            double mean = Arrays.stream(sorted).average().orElse(Double.NaN);
            double sd = Math.sqrt(Arrays.stream(sorted)
                    .map(value -> (value - mean) * (value - mean))
                    .average()
                    .orElse(0));
            if (!(sd > 0) || !Double.isFinite(sd)) {
                return Optional.empty();
            }
            double up = (sorted[sorted.length - 1] - mean) / sd;
            double down = (mean - sorted[0]) / sd;
            if (deviations > REACH * Math.max(up, down)) {
                return Optional.empty();
            }
            double[] standard =
                    Arrays.stream(sorted).map(value -> (value - mean) / sd).toArray();
            double[] below = cumulated(standard, strength(standard, deviations <= REACH * up ? 1 : -1));
            return Optional.of((batch, random) -> move((NumericColumn) batch, sorted, below, random));
        }

        private double strength(double[] standard, int direction) {
            int step = Math.max(1, standard.length / MOST_VALUES);
            double[] few = new double[standard.length / step];
            Arrays.setAll(few, i -> standard[i * step + step / 2]);
            double before = Arrays.stream(few).average().orElse(0);
            double weak = 0;
            double strong = STRONGEST;
            for (int i = 0; i < BISECTIONS; i++) {
                double middle = (weak + strong) / 2;
                if (direction * (mean(few, direction * middle) - before) < deviations) {
                    weak = middle;
                } else {
                    strong = middle;
                }
            }
            return direction * strong;
        }

        private static double mean(double[] standard, double strength) {
            double most = greatest(standard, strength);
            double sum = 0;
            double weights = 0;
            for (double value : standard) {
                double weight = Math.exp(strength * value - most);
                sum += weight * value;
                weights += weight;
            }
            return sum / weights;
        }

        private static double greatest(double[] standard, double strength) {
            return strength * (strength > 0 ? standard[standard.length - 1] : standard[0]);
        }

        /** Returns the share of the moved column up to each value. */
        private static double[] cumulated(double[] standard, double strength) {
            double most = greatest(standard, strength);
            double[] below = new double[standard.length];
            double sum = 0;
            for (int i = 0; i < below.length; i++) {
                sum += Math.exp(strength * standard[i] - most);
                below[i] = sum;
            }
            for (int i = 0; i < below.length; i++) {
                below[i] /= sum;
            }
            return below;
        }

        private static NumericColumn move(
                NumericColumn batch, double[] sorted, double[] below, SplittableRandom random) {
            return new NumericColumn(
                    batch.name(),
                    Arrays.stream(batch.values())
                            .map(value -> Double.isFinite(value) ? moved(value, sorted, below, random) : value)
                            .toArray());
        }

        private static double moved(double value, double[] sorted, double[] below, SplittableRandom random) {
            // Somewhere among its equals.
            int first = place(sorted, value);
            int last = place(sorted, Math.nextUp(value));
            double rank = (first + (last - first) * random.nextDouble()) / sorted.length;
            return sorted[Math.min(place(below, rank), sorted.length - 1)];
        }

        /** Returns how many are below a value. */
        private static int place(double[] ascending, double value) {
            int low = 0;
            int high = ascending.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (ascending[middle] < value) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    /**
     * The most frequent label that can gains points of share from all others alike.
     *
     * @param points above 0, below 100
     */
    record OfLabel(int points) implements Shift {

        @Override
        public String words() {
            return "share of a label, " + points + " points";
        }

        @Override
        public Optional<Mover> of(Column reference) {
            if (!(reference instanceof CategoricalColumn labels)) {
                return Optional.empty();
            }
            int[] rows = new int[labels.dictionary().size()];
            double present = 0;
            for (int code : labels.codes()) {
                if (code >= 0) {
                    rows[code]++;
                    present++;
                }
            }
            int gains = -1;
            for (int code = 0; code < rows.length; code++) {
                if (100 * rows[code] <= (100 - points) * present && (gains < 0 || rows[code] > rows[gains])) {
                    gains = code;
                }
            }
            if (gains < 0 || rows[gains] == 0) {
                return Optional.empty();
            }
            String label = labels.dictionary().get(gains);
            double chance = points / 100.0 / (1 - rows[gains] / present);
            return Optional.of((batch, random) -> move((CategoricalColumn) batch, label, chance, random));
        }

        private static CategoricalColumn move(
                CategoricalColumn batch, String label, double chance, SplittableRandom random) {
            int gains = batch.dictionary().indexOf(label);
            return new CategoricalColumn(
                    batch.name(),
                    batch.dictionary(),
                    Arrays.stream(batch.codes())
                            .map(code -> code >= 0 && code != gains && random.nextDouble() < chance ? gains : code)
                            .toArray());
        }
    }

    /**
     * Points of the cells lose their value.
     *
     * @param points above 0, below 100
     */
    record OfMissing(int points) implements Shift {

        @Override
        public String words() {
            return "missing cells, " + points + " points";
        }

        @Override
        public Optional<Mover> of(Column reference) {
            double missing = (double) reference.missing() / Math.max(1, reference.size());
            double chance = points / 100.0 / (1 - missing);
            return chance <= 1 ? Optional.of((batch, random) -> move(batch, chance, random)) : Optional.empty();
        }

        private static Column move(Column batch, double chance, SplittableRandom random) {
            return switch (batch) {
                case NumericColumn(String name, double[] values) ->
                    new NumericColumn(
                            name,
                            Arrays.stream(values)
                                    .map(value -> random.nextDouble() < chance ? Double.NaN : value)
                                    .toArray());
                case CategoricalColumn(String name, List<String> dictionary, int[] codes) ->
                    new CategoricalColumn(
                            name,
                            dictionary,
                            Arrays.stream(codes)
                                    .map(code -> random.nextDouble() < chance ? -1 : code)
                                    .toArray());
                case IdColumn ids -> ids;
            };
        }
    }

    /** Returns the batch with one column in the place of that of its name. */
    static List<Column> with(List<Column> columns, Column moved) {
        List<Column> all = new ArrayList<>(columns);
        all.replaceAll(column -> column.name().equals(moved.name()) ? moved : column);
        return all;
    }
}
