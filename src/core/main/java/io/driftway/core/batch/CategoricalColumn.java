package io.driftway.core.batch;

import java.util.Arrays;
import java.util.List;

/**
 * Holds a column of labels, and stores each distinct label once.
 *
 * @param name as in the header row
 * @param dictionary the distinct labels, some perhaps without a row
 * @param codes one per row: the label's place in the dictionary, or -1 where the cell is missing
 */
@SuppressWarnings("ArrayRecordComponent")
public record CategoricalColumn(String name, List<String> dictionary, int[] codes) implements Column {
    public CategoricalColumn {
        dictionary = List.copyOf(dictionary);
    }

    @Override
    public int size() {
        return codes.length;
    }

    @Override
    public int missing() {
        int missing = 0;
        for (int code : codes) {
            missing += code < 0 ? 1 : 0;
        }
        return missing;
    }

    @Override
    public CategoricalColumn select(int[] rows) {
        return new CategoricalColumn(
                name, dictionary, Arrays.stream(rows).map(row -> codes[row]).toArray());
    }
}
