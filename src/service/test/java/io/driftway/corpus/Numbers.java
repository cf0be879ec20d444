package io.driftway.corpus;

import static io.driftway.corpus.Case.refused;
import static io.driftway.corpus.Case.verdict;

import io.driftway.core.batch.Reason;
import io.driftway.core.batch.WarningCode;
import java.util.ArrayList;
import java.util.List;

/** Cells of a numeric column. */
final class Numbers {

    private static final String COLUMN = "monthly_fee";

    private Numbers() {}

    static List<Case> cases(Table rows) {
        List<Case> cases = new ArrayList<>();
        int number = 0;
        for (String missing :
                List.of("", " ", "NaN", "nan", "NULL", "null", "NA", "N/A", "n/a", "-nan", "#N/A", "<NA>", "None")) {
            cases.add(verdict(
                    "numbers/missing-" + number++ + ".csv",
                    rows.cell(5, COLUMN, missing).text()));
        }
        for (String good : List.of(
                "+5",
                "005",
                "5.",
                ".5",
                "5e0",
                "5E+1",
                " 5 ",
                "-0.0",
                "4.9e-324",
                "1e-400",
                "0.1000000000000000055511151231257827",
                "9007199254740991")) {
            cases.add(verdict(
                    "numbers/good-" + number++ + ".csv",
                    rows.cell(5, COLUMN, good).text()));
        }
        for (String bad : List.of(
                "-",
                "abc",
                "1d",
                "1f",
                "0x1p3",
                "0x10",
                "1_000",
                "1 000",
                "1.2.3",
                "1e",
                "--1",
                "$5",
                "5%",
                "5 EUR",
                "1.000.000",
                "\u0661\u0662",
                "\uff11",
                "true",
                "2026-11-05",
                "infin",
                "=1+1",
                "NaN5")) {
            cases.add(refused(
                    "numbers/bad-" + number++ + ".csv",
                    rows.cell(5, COLUMN, bad).text(),
                    Reason.BAD_NUMBER,
                    "line 7, column " + COLUMN));
        }
        cases.add(verdict("numbers/infinite.csv", rows.cell(5, COLUMN, "inf").text(), WarningCode.INFINITE));
        cases.add(verdict(
                "numbers/minus-infinite.csv", rows.cell(5, COLUMN, "-Infinity").text(), WarningCode.INFINITE));
        cases.add(verdict(
                "numbers/all-infinite.csv", rows.column(COLUMN, r -> "inf").text(), WarningCode.INFINITE));
        cases.add(verdict(
                "numbers/vast.csv",
                rows.cell(5, COLUMN, "1e308").cell(6, COLUMN, "-1e308").text(),
                WarningCode.PRECISION));
        cases.add(verdict(
                "numbers/beyond-doubles.csv", rows.cell(5, COLUMN, "1e400").text(), WarningCode.INFINITE));
        cases.add(verdict(
                "numbers/past-2-to-53.csv",
                rows.cell(5, COLUMN, "9007199254740994").text(),
                WarningCode.PRECISION));
        cases.add(verdict(
                "numbers/forty-digits.csv",
                rows.cell(5, COLUMN, "1234567890".repeat(4)).text(),
                WarningCode.PRECISION));
        cases.add(verdict(
                "numbers/other-unit.csv",
                rows.column("tenure_months", r -> rows.cell(r, "tenure_months") + "0")
                        .text()));
        cases.add(
                verdict("numbers/none-at-all.csv", rows.column(COLUMN, r -> "").text(), WarningCode.ALL_NULL));
        cases.add(verdict(
                "numbers/most-missing.csv",
                rows.column(COLUMN, r -> r % 3 == 0 ? rows.cell(r, COLUMN) : "").text(),
                WarningCode.MISSING_RATE));
        cases.add(verdict("numbers/constant.csv", rows.column(COLUMN, r -> "5").text(), WarningCode.CONSTANT));
        cases.add(verdict(
                "numbers/two-values.csv",
                rows.column(COLUMN, r -> r % 2 == 0 ? "5" : "6").text()));
        cases.add(verdict(
                "numbers/both-zeros.csv",
                rows.column(COLUMN, r -> r % 2 == 0 ? "0.0" : "-0.0").text(),
                WarningCode.CONSTANT));
        cases.add(verdict(
                "numbers/far-out.csv",
                rows.column(COLUMN, r -> String.valueOf(1_000_000 + r)).text()));
        cases.add(verdict("numbers/in-quotes.csv", rows.cell(5, COLUMN, "\"5\"").text() + " \n"));
        return cases;
    }
}
