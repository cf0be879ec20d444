package io.driftway.deciding;

import io.driftway.Labelled;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Rows that stand for the world. References and batches are drawn from them with replacement, so both are samples of the same distribution, and
 * independent of each other.
 *
 * @param name for tables of results
 * @param rows all columns, the target among them
 */
record Population(String name, Batch rows, Schema schema) {

    /** Customers as the demo generates them. */
    static Population customers(int rows, long seed) {
        return of("customers", Labelled.customers(rows, seed));
    }

    /** A table of columns of many shapes. */
    static Population shapes(int rows, long seed) {
        return of("shapes", Shapes.draw(rows, seed));
    }

    /** The 7,043 rows of Telco; the calling test is skipped where they are not there. */
    static Population telco() {
        return of("telco", Labelled.telco());
    }

    private static Population of(String name, Labelled labelled) {
        return new Population(name, labelled.batch(), labelled.schema());
    }

    List<String> features() {
        return schema.features().stream().map(Field::name).toList();
    }

    /** Columns of numbers with more than two values. */
    List<String> numbers() {
        return features().stream()
                .filter(name -> column(name) instanceof NumericColumn numbers
                        && Arrays.stream(numbers.values())
                                        .filter(Double::isFinite)
                                        .distinct()
                                        .limit(3)
                                        .count()
                                > 2)
                .toList();
    }

    List<String> labels() {
        return features().stream()
                .filter(name -> column(name) instanceof CategoricalColumn)
                .toList();
    }

    Column column(String column) {
        return rows.column(column).orElseThrow();
    }

    int[] places(SplittableRandom random, int size) {
        int[] places = new int[size];
        Arrays.setAll(places, _ -> random.nextInt(rows.rows()));
        return places;
    }

    Batch draw(SplittableRandom random, int size) {
        return rows.select(places(random, size));
    }

    /** Returns the population of these rows alone. */
    Population only(IntStream places) {
        return new Population(name, rows.select(places.toArray()), schema);
    }

    /** Returns the population with a column changed. */
    Population with(String column, UnaryOperator<Column> change) {
        List<Column> columns = new ArrayList<>(rows.columns());
        columns.replaceAll(each -> each.name().equals(column) ? change.apply(each) : each);
        return new Population(name, new Batch(rows.name(), columns, rows.rows()), schema);
    }

    String target() {
        return schema.target().orElseThrow().name();
    }

    /** Returns every second row, from the first or from the second on. */
    Population half(int first) {
        return only(IntStream.range(0, rows.rows() / 2).map(i -> 2 * i + first));
    }

    /** Returns the rows of both, which are of one population, without ids. */
    static Batch together(Batch one, Batch other) {
        List<Column> columns = new ArrayList<>();
        for (Column column : one.columns()) {
            switch (column) {
                case NumericColumn(String name, double[] values) ->
                    columns.add(new NumericColumn(
                            name,
                            DoubleStream.concat(
                                            Arrays.stream(values),
                                            Arrays.stream(((NumericColumn)
                                                            other.column(name).orElseThrow())
                                                    .values()))
                                    .toArray()));
                case CategoricalColumn(String name, List<String> dictionary, int[] codes) ->
                    columns.add(new CategoricalColumn(
                            name,
                            dictionary,
                            IntStream.concat(
                                            Arrays.stream(codes),
                                            Arrays.stream(((CategoricalColumn)
                                                            other.column(name).orElseThrow())
                                                    .codes()))
                                    .toArray()));
                case IdColumn _ -> {}
            }
        }
        return new Batch(one.name(), columns, one.rows() + other.rows());
    }

    static boolean[] positive(Batch rows, Schema schema) {
        return new Labelled(rows, schema).positive();
    }
}
