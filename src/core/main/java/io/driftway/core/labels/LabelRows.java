package io.driftway.core.labels;

import io.driftway.core.batch.IdColumn;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Holds the labels of one file by id, the last label of each id, and knows which ids have found a prediction so far. */
public final class LabelRows {

    private final Map<String, Integer> places;
    private final BitSet positive = new BitSet();
    private final BitSet matched = new BitSet();
    private long repeated;

    LabelRows(int rows) {
        places = HashMap.newHashMap(rows);
    }

    void add(String id, boolean isPositive) {
        int next = places.size();
        Integer before = places.putIfAbsent(id, next);
        positive.set(before == null ? next : before, isPositive);
        repeated += before == null ? 0 : 1;
    }

    /** Distinct ids. */
    public long ids() {
        return places.size();
    }

    /** Labels that a later row of the same file replaced. */
    public long repeated() {
        return repeated;
    }

    /** Ids that have found a prediction. */
    public long matched() {
        return matched.cardinality();
    }

    /** The label of the id: 1 positive, -1 not, 0 none; a label that is asked for has found its prediction. */
    int take(String id) {
        Integer place = places.get(id);
        if (place == null) {
            return 0;
        }
        matched.set(place);
        return positive.get(place) ? 1 : -1;
    }

    /** One hash for each id, ascending. */
    long[] hashes() {
        return places.keySet().stream().mapToLong(IdColumn::hash).sorted().toArray();
    }
}
