package io.driftway.core.decision;

import io.driftway.core.batch.Batch;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.profile.Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Counts how the columns of a reference go together: its rows by cell of each two columns. These counts tell a change of who comes from a change
 * of what a column says.
 *
 * <p>Where more rows of some kind come, say more young customers, the columns that go with age move along as far as the reference says. Then what
 * the model has learned of each row still holds, and retraining gains next to nothing. Where a column moves by itself, it now says something
 * else of the same rows. A column that goes with no other leaves both open.
 *
 * <p>Cells are coarse: fifths of a column of numbers, the {@value #GROUPS} - 1 commonest labels and all others together, and missing.
 *
 * @param columns of the reference that have values; empty where they were not counted
 * @param tables for the first column with each later one, then for the second with each later one, and so on: rows by cell of the first and then of
 *     the second, {@value #CELLS} * {@value #CELLS} numbers
 */
public record Associations(List<String> columns, List<long[]> tables) {

    /** Nothing was counted: no move is one of who comes. */
    public static final Associations NONE = new Associations(List.of(), List.of());

    private static final int GROUPS = 5;
    private static final int CELLS = GROUPS + 1;

    /** Of more columns the tables would outgrow the rest of a bundle. */
    private static final int MOST_COLUMNS = 60;

    /** Most of the expected move that may be left over, of all columns together. */
    private static final double ALL_LEFT = 0.25;

    /** Most of its move that may be left over of each column that has moved. */
    private static final double EACH_LEFT = 0.5;

    /** Less than the least effect of a column that matters may be left over in any case; squared, in variances of the reference. */
    private static final double FLOOR = Windows.MIN_EFFECT * Windows.MIN_EFFECT;

    /** The reference knows those who come while its rows, weighted like them, are worth more than 1 / {@value} of all. */
    private static final double MOST_WEIGHT = 1.75;

    public Associations {
        columns = List.copyOf(columns);
        tables = List.copyOf(tables);
    }

    /**
     * Counts a reference.
     *
     * @param profile of the columns to look at, of these rows
     */
    static Associations of(Batch rows, Profile profile) {
        List<ReferenceColumn> columns = profile.columns().stream()
                .filter(column -> column.present() > 0)
                .filter(column -> !column.name().equals(ScoredBatch.PREDICTION))
                .map(ReferenceColumn::of)
                .toList();
        if (columns.size() > MOST_COLUMNS) {
            return NONE;
        }
        List<int[]> groups = new ArrayList<>();
        for (ReferenceColumn column : columns) {
            int[] coarse = coarse(column);
            groups.add(Arrays.stream(column.cells(rows.column(column.name()).orElseThrow()))
                    .map(cell -> cell < 0 ? GROUPS : coarse[cell])
                    .toArray());
        }
        List<long[]> tables = new ArrayList<>();
        for (int a = 0; a < columns.size(); a++) {
            for (int b = a + 1; b < columns.size(); b++) {
                long[] table = new long[CELLS * CELLS];
                for (int row = 0; row < rows.rows(); row++) {
                    table[groups.get(a)[row] * CELLS + groups.get(b)[row]]++;
                }
                tables.add(table);
            }
        }
        return new Associations(columns.stream().map(ReferenceColumn::name).toList(), tables);
    }

    /**
     * Checks that these are of a reference.
     *
     * @throws IllegalArgumentException naming what does not fit
     */
    void requireFit(Profile reference) {
        boolean fits = tables.size() == columns.size() * (columns.size() - 1) / 2
                && columns.stream().allMatch(name -> reference
                        .column(name)
                        .filter(column -> column.present() > 0)
                        .isPresent())
                && tables.stream()
                        .allMatch(table -> table.length == CELLS * CELLS
                                && Arrays.stream(table).allMatch(rows -> rows >= 0)
                                && Arrays.stream(table).sum() == reference.rows());
        if (!fits) {
            throw new IllegalArgumentException("the rows by cell of each two columns are not those of the reference");
        }
    }

    /** Returns the coarse cell of each cell of a column. */
    private static int[] coarse(ReferenceColumn column) {
        long[] rows = column.counts().cells();
        int[] coarse = new int[rows.length];
        switch (column) {
            case NumericReference numbers -> {
                double present = column.counts().present();
                long below = 0;
                for (int cell = 0; cell < rows.length; cell++) {
                    coarse[cell] = (int) Math.min(GROUPS - 1, GROUPS * (below + rows[cell] / 2.0) / present);
                    below += rows[cell];
                }
            }
            case LabelReference labels -> {
                int[] commonest = IntStream.range(0, rows.length)
                        .boxed()
                        .sorted(Comparator.comparingLong(cell -> -rows[cell]))
                        .mapToInt(cell -> cell)
                        .toArray();
                for (int rank = 0; rank < rows.length; rank++) {
                    coarse[commonest[rank]] = Math.min(rank, GROUPS - 1);
                }
            }
        }
        return coarse;
    }

    /**
     * Looks for one of the moved columns by which rows were selected: the other columns have moved as far as they go with it.
     *
     * @param moved places of columns among those of the reference, the surest first
     * @return its name; empty where there is none, or the reference hardly knows rows like these
     */
    Optional<String> selector(Reference reference, BatchCounts sample, List<Integer> moved) {
        List<double[]> known = new ArrayList<>();
        List<double[]> now = new ArrayList<>();
        for (String name : columns) {
            int place = reference.place(name);
            ReferenceColumn column = reference.columns().get(place);
            int[] coarse = coarse(column);
            known.add(shares(column.counts(), coarse));
            now.add(shares(sample.columns().get(place), coarse));
        }
        double noise = 1.0 / reference.rows() + 1.0 / sample.rows();
        List<Integer> places = moved.stream()
                .map(place -> columns.indexOf(reference.columns().get(place).name()))
                .filter(place -> place >= 0)
                .toList();
        return places.stream()
                .filter(by -> isSelectedBy(by, places, known, now, noise))
                .map(columns::get)
                .findFirst();
    }

    private boolean isSelectedBy(int by, List<Integer> moved, List<double[]> known, List<double[]> now, double noise) {
        double weight = 0;
        for (int cell = 0; cell < CELLS; cell++) {
            double share = now.get(by)[cell];
            weight += share == 0 ? 0 : share * share / known.get(by)[cell];
        }
        if (weight > MOST_WEIGHT) {
            return false;
        }
        double allExpected = 0;
        double allLeft = 0;
        double allChance = 0;
        for (int other = 0; other < columns.size(); other++) {
            if (other != by) {
                double[] expected = expected(by, other, now.get(by));
                double move = 0;
                double left = 0;
                double chance = 0;
                for (int cell = 0; cell < CELLS; cell++) {
                    double before = known.get(other)[cell];
                    if (before > 0) {
                        allExpected += square(expected[cell] - before) / before;
                        move += square(now.get(other)[cell] - before) / before;
                        left += square(now.get(other)[cell] - expected[cell]) / before;
                        chance += (1 - before) * noise;
                    }
                }
                if (moved.contains(other) && left - chance > Math.max(EACH_LEFT * move, FLOOR)) {
                    return false;
                }
                allLeft += left;
                allChance += chance;
            }
        }
        return allExpected > allChance && allLeft - allChance <= ALL_LEFT * allExpected;
    }

    /** Returns the shares of a column's cells in rows that are of the reference but for the shares of another column. */
    private double[] expected(int by, int other, double[] shares) {
        int first = Math.min(by, other);
        int second = Math.max(by, other);
        long[] table = tables.get(first * columns.size() - first * (first + 1) / 2 + second - first - 1);
        double[] expected = new double[CELLS];
        for (int cell = 0; cell < CELLS; cell++) {
            long rows = 0;
            for (int of = 0; of < CELLS; of++) {
                rows += rows(table, by < other, cell, of);
            }
            for (int of = 0; of < CELLS && rows > 0; of++) {
                expected[of] += shares[cell] * rows(table, by < other, cell, of) / rows;
            }
        }
        return expected;
    }

    private static long rows(long[] table, boolean forward, int by, int other) {
        return forward ? table[by * CELLS + other] : table[other * CELLS + by];
    }

    private static double[] shares(ColumnCounts counts, int[] coarse) {
        double[] shares = new double[CELLS];
        double rows = counts.rows();
        for (int cell = 0; cell < coarse.length; cell++) {
            shares[coarse[cell]] += counts.cells()[cell] / rows;
        }
        shares[GROUPS] = counts.missing() / rows;
        return shares;
    }

    private static double square(double x) {
        return x * x;
    }
}
