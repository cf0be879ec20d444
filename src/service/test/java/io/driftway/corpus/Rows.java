package io.driftway.corpus;

import static io.driftway.corpus.Case.refused;
import static io.driftway.corpus.Case.verdict;

import io.driftway.core.batch.Reason;
import io.driftway.core.batch.WarningCode;
import java.util.List;
import java.util.stream.Collectors;

/** Rows: their length, their quotes, their ids, what stands below them. */
final class Rows {

    private static final WarningCode[] OF_ONE_ROW_AGAIN_AND_AGAIN = {WarningCode.DUPLICATE_IDS, WarningCode.CONSTANT};

    private Rows() {}

    /** Each of its cells is short enough. */
    private static String longRow(Table rows) {
        Table longer = rows;
        for (String column : List.of("region", "household", "contract", "internet", "streaming")) {
            longer = longer.cell(5, column, "x".repeat(1_000_000));
        }
        return longer.text();
    }

    static List<Case> cases(Table rows) {
        String text = rows.text();
        int last = rows.rows().size() + 1;
        String one = rows.first(1).body();
        return List.of(
                refused("rows/cell-too-many.csv", text + one.strip() + ",x\n", Reason.RAGGED_ROW, "line " + (last + 1)),
                refused(
                        "rows/cell-too-few.csv",
                        text + one.substring(0, one.lastIndexOf(',')) + "\n",
                        Reason.RAGGED_ROW,
                        "line " + (last + 1)),
                refused("rows/cut-off.csv", text.substring(0, text.length() - 12), Reason.RAGGED_ROW, "line " + last),
                refused("rows/total-below.csv", text + "Total,300\n", Reason.RAGGED_ROW, "line " + (last + 1)),
                refused("rows/comment.csv", text + "# end of file\n", Reason.RAGGED_ROW, "line " + (last + 1)),
                refused(
                        "rows/comma-at-the-end.csv",
                        text.replaceAll("(?m)^(C.*)$", "$1,"),
                        Reason.RAGGED_ROW,
                        "line 2"),
                refused(
                        "rows/decimal-comma.csv",
                        rows.cell(5, "monthly_fee", "12,50").text(),
                        Reason.RAGGED_ROW,
                        "line 7"),
                refused(
                        "rows/quote-never-closed.csv",
                        rows.cell(5, "region", "\"north").text(),
                        Reason.QUOTE,
                        "line 7, column region"),
                refused(
                        "rows/quote-at-the-end-never-closed.csv",
                        text + "\"",
                        Reason.QUOTE,
                        "line " + (last + 1) + ", column customer_id"),
                refused(
                        "rows/text-after-quote.csv",
                        rows.cell(5, "region", "\"north\"x").text(),
                        Reason.QUOTE,
                        "line 7, column region"),
                verdict(
                        "rows/quote-inside.csv",
                        rows.cell(5, "region", "no\"rth").text()),
                verdict(
                        "rows/quotes-doubled.csv",
                        rows.cell(5, "region", "\"no\"\"rth\"").text()),
                verdict("rows/backslash.csv", rows.cell(5, "region", "no\\rth").text()),
                verdict(
                        "rows/comma-in-quotes.csv",
                        rows.cell(5, "region", "\"north, east\"").text()),
                verdict(
                        "rows/line-end-in-quotes.csv",
                        rows.cell(5, "region", "\"north\n\reast\"").text()),
                verdict(
                        "rows/all-in-quotes.csv",
                        text.lines()
                                .map(line -> "\"" + line.replace(",", "\",\"") + "\"")
                                .collect(Collectors.joining("\n"))),
                verdict(
                        "rows/one-id-twice.csv",
                        rows.cell(5, "customer_id", rows.cell(4, "customer_id")).text(),
                        WarningCode.DUPLICATE_IDS),
                verdict(
                        "rows/one-id-for-all.csv",
                        rows.column("customer_id", row -> "C1").text(),
                        WarningCode.DUPLICATE_IDS),
                verdict("rows/id-missing.csv", rows.cell(5, "customer_id", "").text(), WarningCode.MISSING_IDS),
                verdict("rows/no-ids.csv", rows.column("customer_id", row -> "").text(), WarningCode.MISSING_IDS),
                verdict(
                        "rows/one-row-again-and-again.csv",
                        rows.headerLine() + one.repeat(200),
                        OF_ONE_ROW_AGAIN_AND_AGAIN),
                verdict("rows/one.csv", rows.headerLine() + one),
                verdict("rows/ninety-nine.csv", rows.first(99).text()),
                refused("rows/one-comma.csv", text + ",\n", Reason.RAGGED_ROW, "line " + (last + 1)),
                refused(
                        "rows/long-cell.csv",
                        rows.cell(5, "region", "x".repeat(1_100_000)).text(),
                        Reason.CELL_TOO_LONG,
                        "line 7, column region"),
                refused("rows/long-row.csv", longRow(rows), Reason.ROW_TOO_LONG, "line 7"),
                refused(
                        "rows/too-many.csv.gz",
                        Bytes.gzip(Case.utf8(rows.headerLine()
                                + rows.body()
                                        .repeat(Corpus.MAX_ROWS / rows.rows().size() + 1))),
                        Reason.TOO_MANY_ROWS,
                        "line " + (Corpus.MAX_ROWS + 2)));
    }
}
