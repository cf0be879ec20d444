package io.driftway.corpus;

import static io.driftway.corpus.Case.refused;
import static io.driftway.corpus.Case.verdict;

import io.driftway.core.batch.Reason;
import io.driftway.core.batch.WarningCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Header rows. */
final class Headers {

    private Headers() {}

    static List<Case> cases(Table rows) {
        List<String> turned = new ArrayList<>(rows.header());
        Collections.reverse(turned);
        Table backwards = rows.inOrder(turned);
        return List.of(
                verdict("header/reordered.csv", backwards.csv()),
                refused(
                        "header/feature-missing.csv",
                        rows.without("monthly_fee").csv(),
                        Reason.MISSING_COLUMN,
                        "line 1"),
                refused(
                        "header/two-features-missing.csv",
                        rows.without("age").without("region").csv(),
                        Reason.MISSING_COLUMN,
                        "line 1"),
                verdict("header/id-missing.csv", rows.without("customer_id").csv()),
                verdict(
                        "header/label-there.csv",
                        rows.column("churned", row -> row % 3 == 0 ? "Yes" : "No")
                                .csv()),
                verdict(
                        "header/label-there-one-class.csv",
                        rows.column("churned", row -> "No").csv()),
                verdict(
                        "header/label-there-half.csv",
                        rows.column("churned", row -> row % 2 == 0 ? "" : "No").csv()),
                verdict(
                        "header/label-of-another-kind.csv",
                        rows.column("churned", row -> row == 7 ? "Maybe" : "No").csv(),
                        WarningCode.UNKNOWN_LABELS),
                verdict(
                        "header/one-more.csv",
                        rows.column("e_mail", row -> "a" + row + "@example.org").csv(),
                        WarningCode.EXTRA_COLUMNS),
                verdict("header/five-hundred-more.csv", more(rows, 500), WarningCode.EXTRA_COLUMNS),
                refused("header/too-many.csv", more(rows.first(2), 5_000), Reason.TOO_MANY_COLUMNS, "line 1"),
                refused(
                        "header/twice.csv",
                        rows.renamed("age", "region").csv(),
                        Reason.DUPLICATE_COLUMN,
                        "line 1, column region"),
                refused(
                        "header/extra-twice.csv",
                        rows.column("x", r -> "1")
                                .column("y", r -> "1")
                                .renamed("y", "x")
                                .csv(),
                        Reason.DUPLICATE_COLUMN,
                        "line 1, column x"),
                refused("header/none.csv", rows.body(), Reason.SCHEMA_MISSING, "line 1"),
                refused("header/semicolons.csv", rows.text().replace(',', ';'), Reason.SCHEMA_MISSING, "line 1"),
                refused("header/tabs.csv", rows.text().replace(',', '\t'), Reason.SCHEMA_MISSING, "line 1"),
                refused("header/bars.csv", rows.text().replace(',', '|'), Reason.SCHEMA_MISSING, "line 1"),
                refused(
                        "header/another-language.csv",
                        rows.text().replace(rows.headerLine(), foreign(rows)),
                        Reason.SCHEMA_MISSING,
                        "line 1"),
                refused(
                        "header/capitals.csv",
                        rows.text().replace(rows.headerLine(), rows.headerLine().toUpperCase(java.util.Locale.ROOT)),
                        Reason.SCHEMA_MISSING,
                        "line 1"),
                refused(
                        "header/blank-before-names.csv",
                        rows.text().replace(rows.headerLine(), rows.headerLine().replace(",", ", ")),
                        Reason.SCHEMA_MISSING,
                        "line 1"),
                verdict("header/in-quotes.csv", rows.text().replace(rows.headerLine(), quoted(rows))),
                verdict(
                        "header/repeated.csv",
                        rows.text() + rows.text(),
                        WarningCode.REPEATED_HEADER,
                        WarningCode.DUPLICATE_IDS),
                refused(
                        "header/repeated-in-another-order.csv",
                        rows.text() + backwards.text(),
                        Reason.HEADER_CHANGED,
                        "line " + (rows.rows().size() + 2)),
                refused(
                        "header/megabyte.csv",
                        "a".repeat(1_100_000) + "," + rows.text(),
                        Reason.CELL_TOO_LONG,
                        "line 1"),
                refused(
                        "header/one-long-line.csv",
                        "a,".repeat(2_600_000) + "a\n1\n",
                        Reason.TOO_MANY_COLUMNS,
                        "line 1"),
                refused("header/of-commas.csv", ",".repeat(17) + "\n" + rows.body(), Reason.SCHEMA_MISSING, "line 1"),
                refused("header/title-above.csv", "Report of July\n" + rows.text(), Reason.SCHEMA_MISSING, "line 1"));
    }

    private static byte[] more(Table rows, int columns) {
        String names = IntStream.range(0, columns).mapToObj(i -> ",x" + i).collect(Collectors.joining());
        String cells = ",1".repeat(columns);
        return Case.utf8(rows.text()
                .lines()
                .map(line -> line + (line.startsWith("customer_id") ? names : cells))
                .collect(Collectors.joining("\n")));
    }

    private static String foreign(Table rows) {
        return IntStream.range(0, rows.header().size())
                        .mapToObj(i -> "spalte" + i)
                        .collect(Collectors.joining(",")) + "\n";
    }

    private static String quoted(Table rows) {
        return rows.header().stream().map(name -> '"' + name + '"').collect(Collectors.joining(",")) + "\n";
    }
}
