package io.driftway.corpus;

import static io.driftway.corpus.Case.verdict;

import io.driftway.core.batch.WarningCode;
import java.util.ArrayList;
import java.util.List;

/** Cells of a column of categories. */
final class Categories {

    private static final String COLUMN = "region";

    private Categories() {}

    static List<Case> cases(Table rows) {
        List<Case> cases = new ArrayList<>();
        int number = 0;
        String known = rows.cell(5, COLUMN);
        for (String other : List.of(
                "unseen",
                known.toUpperCase(java.util.Locale.ROOT),
                " " + known,
                known + " ",
                known + "\u00a0",
                "\u0130stanbul",
                "i\u0307stanbul",
                "ISTANBUL",
                "caf\u00e9",
                "cafe\u0301",
                "true",
                "1",
                "1.0",
                "2026-02-30",
                "9999-12-31T23:59:59Z",
                "=cmd|' /C calc'!A0",
                "<b>bold</b>",
                "🐪",
                "__other__",
                "x".repeat(10_000))) {
            cases.add(verdict(
                    "categories/other-" + number++ + ".csv",
                    rows.cell(5, COLUMN, other).text()));
        }
        for (String missing : List.of("", "  ", "NA", "null", "None")) {
            cases.add(verdict(
                    "categories/missing-" + number++ + ".csv",
                    rows.cell(5, COLUMN, missing).text()));
        }
        cases.add(verdict(
                "categories/constant.csv", rows.column(COLUMN, r -> known).text(), WarningCode.CONSTANT));
        cases.add(verdict(
                "categories/none-at-all.csv", rows.column(COLUMN, r -> "").text(), WarningCode.ALL_NULL));
        cases.add(verdict(
                "categories/most-missing.csv",
                rows.column(COLUMN, r -> r % 3 == 0 ? known : "").text(),
                WarningCode.MISSING_RATE));
        cases.add(verdict(
                "categories/fifty-new.csv",
                rows.column(COLUMN, r -> "new-" + r % 50).text()));
        cases.add(verdict(
                "categories/fifty-one-new.csv",
                rows.column(COLUMN, r -> "new-" + r % 51).text(),
                WarningCode.HIGH_CARDINALITY));
        cases.add(verdict(
                "categories/each-its-own.csv",
                rows.column(COLUMN, r -> "new-" + r).text(),
                WarningCode.HIGH_CARDINALITY));
        cases.add(verdict(
                "categories/fifty-thousand.csv.gz",
                Bytes.gzip(Case.utf8(many(rows))),
                WarningCode.HIGH_CARDINALITY,
                WarningCode.DUPLICATE_IDS));
        cases.add(verdict(
                "categories/numbers-in-it.csv",
                rows.column("contract", r -> String.valueOf(r)).text(),
                WarningCode.HIGH_CARDINALITY));
        return cases;
    }

    private static String many(Table rows) {
        StringBuilder text = new StringBuilder(rows.headerLine());
        int at = rows.header().indexOf(COLUMN);
        for (int i = 0; i < 50_000; i++) {
            List<String> row = new ArrayList<>(rows.rows().get(i % rows.rows().size()));
            row.set(at, "new-" + i);
            text.append(String.join(",", row)).append('\n');
        }
        return text.toString();
    }
}
