package io.driftway.core.batch;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts batches of one schema end to end. */
public final class Batches {

    private Batches() {}

    /**
     * Returns chosen rows of all parts, in their order. It empties the list and lets go of the parts column by column, so that parts and batch together never take
     * much more memory than the parts, if nobody else holds these.
     *
     * @param name of the whole, for messages
     * @param parts at least one, which can be removed, each with the columns of the first in the same kinds; their warnings are dropped
     * @param chosen rows of each part
     * @throws IllegalArgumentException when a part lacks a column of the first
     * @throws ArithmeticException when the rows are more than an int counts
     */
    public static Batch take(String name, List<Batch> parts, List<BitSet> chosen) {
        int rows = chosen.stream().mapToInt(BitSet::cardinality).reduce(0, Math::addExact);
        if (parts.size() == 1 && rows == parts.getFirst().rows()) {
            return parts.removeFirst();
        }
        List<String> names =
                parts.getFirst().columns().stream().map(Column::name).toList();
        List<Map<String, Column>> left = new ArrayList<>();
        for (Batch part : parts) {
            Map<String, Column> columns = new LinkedHashMap<>();
            part.columns().forEach(column -> columns.put(column.name(), column));
            if (!columns.keySet().containsAll(names)) {
                throw new IllegalArgumentException(part.name() + " has no column "
                        + names.stream()
                                .filter(column -> !columns.containsKey(column))
                                .findFirst()
                                .orElseThrow());
            }
            left.add(columns);
        }
        parts.clear();
        List<Column> columns = new ArrayList<>();
        for (String column : names) {
            columns.add(concat(left.stream().map(part -> part.remove(column)).toList(), chosen, rows));
        }
        return new Batch(name, columns, rows);
    }

    private static Column concat(List<Column> parts, List<BitSet> chosen, int rows) {
        return switch (parts.getFirst()) {
            case NumericColumn first -> {
                double[] values = new double[rows];
                int at = 0;
                for (int part = 0; part < parts.size(); part++) {
                    double[] from = ((NumericColumn) parts.get(part)).values();
                    BitSet which = chosen.get(part);
                    for (int row = which.nextSetBit(0); row >= 0; row = which.nextSetBit(row + 1)) {
                        values[at++] = from[row];
                    }
                }
                yield new NumericColumn(first.name(), values);
            }
            case IdColumn first -> {
                String[] values = new String[rows];
                int at = 0;
                for (int part = 0; part < parts.size(); part++) {
                    String[] from = ((IdColumn) parts.get(part)).values();
                    BitSet which = chosen.get(part);
                    for (int row = which.nextSetBit(0); row >= 0; row = which.nextSetBit(row + 1)) {
                        values[at++] = from[row];
                    }
                }
                yield new IdColumn(first.name(), values);
            }
            case CategoricalColumn first -> {
                Map<String, Integer> places = new HashMap<>();
                List<String> dictionary = new ArrayList<>();
                int[] codes = new int[rows];
                int at = 0;
                for (int part = 0; part < parts.size(); part++) {
                    CategoricalColumn from = (CategoricalColumn) parts.get(part);
                    int[] place = from.dictionary().stream()
                            .mapToInt(label -> places.computeIfAbsent(label, l -> {
                                dictionary.add(l);
                                return dictionary.size() - 1;
                            }))
                            .toArray();
                    BitSet which = chosen.get(part);
                    for (int row = which.nextSetBit(0); row >= 0; row = which.nextSetBit(row + 1)) {
                        int code = from.codes()[row];
                        codes[at++] = code < 0 ? -1 : place[code];
                    }
                }
                yield new CategoricalColumn(first.name(), dictionary, codes);
            }
        };
    }
}
