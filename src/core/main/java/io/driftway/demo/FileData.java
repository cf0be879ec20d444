package io.driftway.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Real rows. One half, chosen by the seed, trains the first champion; batches are drawn from the other half. A drifted batch is drawn from
 * those of them that are in the lower half of one numeric column, so that the labels stay true: the population moves, as when many new
 * customers join.
 */
public final class FileData implements DemoData {

    private static final List<String> TARGETS = List.of("churn", "churned", "target", "label", "y", "class");
    private static final List<String> POSITIVES = List.of("yes", "1", "true", "churned");
    private static final int LEAST_ROWS = 1_000;

    /** Share of the rows that a batch draws at the most: two batches are never the same. */
    private static final double MOST_DRAWN = 0.85;

    private final List<String> header;
    private final Meaning meaning;
    private final String driftColumn;
    private final List<List<String>> training;
    private final List<List<String>> pool;
    private final List<List<String>> moved;
    private final int batchRows;
    private final long seed;

    /**
     * Reads the file and guesses what its columns mean.
     *
     * @throws IllegalArgumentException with one line that says what is missing
     */
    public FileData(Path file, int batchRows, long seed) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        try (CsvReader<CsvRecord> csv = CsvReader.builder().ofCsvRecord(file)) {
            csv.forEach(row -> rows.add(row.getFields()));
        }
        if (rows.size() <= LEAST_ROWS) {
            throw new IllegalArgumentException(
                    file + ": the demo needs more than " + LEAST_ROWS + " rows, got " + Math.max(0, rows.size() - 1));
        }
        header = rows.removeFirst().stream()
                .map(name -> name.replace("\uFEFF", "").strip())
                .toList();
        rows.removeIf(row -> row.size() != header.size());
        meaning = guess(file, rows);
        Collections.shuffle(rows, new Random(seed));
        training = List.copyOf(rows.subList(0, rows.size() / 2));
        pool = List.copyOf(rows.subList(rows.size() / 2, rows.size()));
        int column = mostSpread(file);
        driftColumn = header.get(column);
        moved = pool.stream()
                .filter(row -> number(row.get(column)).isPresent())
                .sorted(Comparator.comparing(row -> number(row.get(column)).orElseThrow()))
                .limit(pool.size() / 2)
                .toList();
        this.batchRows = Math.min(batchRows, (int) (MOST_DRAWN * moved.size()));
        this.seed = seed;
    }

    private Meaning guess(Path file, List<List<String>> rows) {
        int target = IntStream.range(0, header.size())
                .filter(i -> TARGETS.contains(header.get(i).toLowerCase(java.util.Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        file + ": none of the columns is called one of " + TARGETS + "; rename the target"));
        String positive = rows.stream()
                .map(row -> row.get(target).strip())
                .distinct()
                .filter(value -> POSITIVES.contains(value.toLowerCase(java.util.Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(file + ": column " + header.get(target)
                        + " has none of the values " + POSITIVES + ", one of which must mean yes"));
        String id = IntStream.range(0, header.size())
                .filter(i -> i != target && rows.stream().map(row -> row.get(i)).allMatch(new HashSet<>()::add))
                .mapToObj(header::get)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        file + ": no column has another value in every row; the demo needs an id"));
        return new Meaning(header.get(target), positive, id);
    }

    /** The numeric column with the most distinct values beyond the id: a shift there moves others with it. */
    private int mostSpread(Path file) {
        return IntStream.range(0, header.size())
                .filter(i ->
                        !header.get(i).equals(meaning.id()) && !header.get(i).equals(meaning.target()))
                .filter(i -> pool.stream()
                                .filter(row -> number(row.get(i)).isPresent())
                                .count()
                        > 0.9 * pool.size())
                .boxed()
                .max(Comparator.comparing(this::distinct))
                .orElseThrow(() -> new IllegalArgumentException(file + ": no column is numeric; the demo moves one"));
    }

    private int distinct(int column) {
        Set<String> values = new HashSet<>();
        pool.forEach(row -> values.add(row.get(column)));
        return values.size();
    }

    private static Optional<Double> number(String cell) {
        try {
            return Optional.of(Double.valueOf(cell.strip()));
        } catch (NumberFormatException text) {
            return Optional.empty();
        }
    }

    /** The column in which drift is planted. */
    public String driftColumn() {
        return driftColumn;
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }

    @Override
    public int batchRows() {
        return batchRows;
    }

    @Override
    public byte[] training() {
        return csv(training, true);
    }

    @Override
    public boolean harms() {
        return false;
    }

    @Override
    public byte[] batch(int number, boolean drifted, boolean labelled) {
        List<List<String>> drawn = new ArrayList<>(drifted ? moved : pool);
        Collections.shuffle(drawn, new Random(seed * 31 + number));
        return csv(drawn.subList(0, batchRows), labelled);
    }

    private byte[] csv(List<List<String>> rows, boolean labelled) {
        int target = header.indexOf(meaning.target());
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().build(text)) {
            csv.writeRecord(labelled ? header : without(header, target));
            rows.forEach(row -> csv.writeRecord(labelled ? row : without(row, target)));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString().getBytes(UTF_8);
    }

    private static List<String> without(List<String> cells, int column) {
        List<String> rest = new ArrayList<>(cells);
        rest.remove(column);
        return rest;
    }
}
