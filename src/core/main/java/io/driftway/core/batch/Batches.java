package io.driftway.core.batch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts batches of one schema end to end. */
public final class Batches {

    private Batches() {}

    /**
     * Returns the rows of all parts, in their order.
     *
     * @param name of the whole, for messages
     * @param parts at least one, each with the columns of the first in the same kinds; their warnings are dropped
     * @throws IllegalArgumentException when a part lacks a column of the first
     * @throws ArithmeticException when the rows are more than an int counts
     */
    public static Batch concat(String name, List<Batch> parts) {
        int rows = parts.stream().mapToInt(Batch::rows).reduce(0, Math::addExact);
        List<Column> columns = parts.getFirst().columns().stream()
                .map(first -> concat(
                        first,
                        parts.stream()
                                .map(part -> part.column(first.name())
                                        .orElseThrow(() -> new IllegalArgumentException(
                                                part.name() + " has no column " + first.name())))
                                .toList(),
                        rows))
                .toList();
        return new Batch(name, columns, rows);
    }

    private static Column concat(Column first, List<Column> parts, int rows) {
        return switch (first) {
            case NumericColumn numeric -> {
                double[] values = new double[rows];
                int at = 0;
                for (Column part : parts) {
                    System.arraycopy(((NumericColumn) part).values(), 0, values, at, part.size());
                    at += part.size();
                }
                yield new NumericColumn(numeric.name(), values);
            }
            case IdColumn id -> {
                String[] values = new String[rows];
                int at = 0;
                for (Column part : parts) {
                    System.arraycopy(((IdColumn) part).values(), 0, values, at, part.size());
                    at += part.size();
                }
                yield new IdColumn(id.name(), values);
            }
            case CategoricalColumn categorical -> concatLabels(categorical.name(), parts, rows);
        };
    }

    private static Column concatLabels(String name, List<Column> parts, int rows) {
        Map<String, Integer> places = new HashMap<>();
        List<String> dictionary = new ArrayList<>();
        int[] codes = new int[rows];
        int at = 0;
        for (Column part : parts) {
            CategoricalColumn column = (CategoricalColumn) part;
            int[] place = column.dictionary().stream()
                    .mapToInt(label -> places.computeIfAbsent(label, l -> {
                        dictionary.add(l);
                        return dictionary.size() - 1;
                    }))
                    .toArray();
            for (int code : column.codes()) {
                codes[at++] = code < 0 ? -1 : place[code];
            }
        }
        return new CategoricalColumn(name, dictionary, codes);
    }
}
