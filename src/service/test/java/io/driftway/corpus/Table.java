package io.driftway.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.Labelled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** Rows of a CSV file without quotes, of which every change is another table. */
public record Table(List<String> header, List<List<String>> rows) {

    public Table {
        header = List.copyOf(header);
        rows = List.copyOf(rows);
    }

    /** Generated customers, with ids and labels. */
    public static Table customers(int rows, long seed) {
        List<List<String>> lines = new String(Labelled.customersCsv(rows, seed), UTF_8)
                .lines()
                .map(line -> Arrays.asList(line.split(",", -1)))
                .toList();
        return new Table(lines.getFirst(), lines.subList(1, lines.size()));
    }

    /** With these cells in a column, by row; a new column goes last. */
    public Table column(String name, IntFunction<String> cells) {
        int at = header.indexOf(name);
        List<String> names = new ArrayList<>(header);
        if (at < 0) {
            names.add(name);
        }
        List<List<String>> changed = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            List<String> one = new ArrayList<>(rows.get(row));
            if (at < 0) {
                one.add(cells.apply(row));
            } else {
                one.set(at, cells.apply(row));
            }
            changed.add(one);
        }
        return new Table(names, changed);
    }

    /** With another text in one cell. */
    public Table cell(int row, String column, String text) {
        return column(column, i -> i == row ? text : cell(i, column));
    }

    public String cell(int row, String column) {
        return rows.get(row).get(header.indexOf(column));
    }

    public Table without(String column) {
        return inOrder(header.stream().filter(name -> !name.equals(column)).toList());
    }

    public Table renamed(String column, String to) {
        List<String> names = new ArrayList<>(header);
        Collections.replaceAll(names, column, to);
        return new Table(names, rows);
    }

    /** These columns alone, in this order. */
    public Table inOrder(List<String> columns) {
        return new Table(
                columns,
                rows.stream()
                        .map(row -> columns.stream()
                                .map(name -> row.get(header.indexOf(name)))
                                .toList())
                        .toList());
    }

    public Table first(int count) {
        return new Table(header, rows.subList(0, count));
    }

    public String headerLine() {
        return String.join(",", header) + "\n";
    }

    public String body() {
        return rows.stream().map(row -> String.join(",", row) + "\n").collect(Collectors.joining());
    }

    public String text() {
        return headerLine() + body();
    }

    public byte[] csv() {
        return text().getBytes(UTF_8);
    }
}
