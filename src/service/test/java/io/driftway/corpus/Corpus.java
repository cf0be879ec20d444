package io.driftway.corpus;

import java.util.List;
import java.util.stream.Stream;

/** Every case. */
final class Corpus {

    /** The limits under which the service and the commands meet it; the others are those that ship. */
    static final int MAX_BYTES = 8 << 20;

    static final int MAX_ROWS = 60_000;

    private Corpus() {}

    /** Rows in the inbox's order: no labels. */
    static Table rows() {
        return Table.customers(300, 3).without("churned");
    }

    static List<Case> cases() {
        Table rows = rows();
        return Stream.of(
                        Envelopes.cases(rows),
                        Names.cases(rows),
                        Headers.cases(rows),
                        Rows.cases(rows),
                        Numbers.cases(rows),
                        Categories.cases(rows),
                        Parquets.cases(rows))
                .flatMap(List::stream)
                .toList();
    }
}
