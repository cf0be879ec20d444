package io.driftway.format.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.driftway.core.batch.Limits;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.format.table.Refused;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Our reader against FastCSV on its own over the whole file: the same rows, lines and faults, whatever the bytes, and wherever blocks end. {@code
 * -Ddriftway.fuzz.cells=10000000} makes it long.
 */
@Tag("slow")
class CsvDifferentialTest {

    private static final long CELLS = Long.getLong("driftway.fuzz.cells", 400_000);

    private static final String[] PIECES = {
        "a",
        "b",
        "12",
        "0.5",
        "-1e3",
        "no",
        "Month-to-month",
        "Electronic check",
        " ",
        "  ",
        "\t",
        "é",
        "日本",
        "😀",
        "\u0000",
        "+",
        "!",
        "#",
        "''"
    };

    @Test
    void theSameRowsAndFaultsAsFastCsvInFilesOfAllKinds() {
        long seed = Long.getLong("driftway.fuzz.seed", 20_260_501);
        long cells = 0;
        int faults = 0;
        for (long file = 0; cells < CELLS; file++) {
            SplittableRandom random = new SplittableRandom(seed + file);
            byte[] csv = random.nextInt(4) == 0 ? soup(random) : table(random);
            int block = 16 << random.nextInt(8);

            Outcome expected = fastCsv(csv);
            Outcome actual = ours(csv, block);

            assertThat(actual)
                    .as("seed %d, blocks of %d bytes, file:%n%s", seed + file, block, new String(csv, UTF_8))
                    .isEqualTo(expected);
            cells += expected.cells();
            faults += expected.fault == null ? 0 : 1;
        }
        assertThat(faults).isPositive();
    }

    /**
     * Rows of one width, with now and then a quote, a blank line, a lone CR, a byte that is not UTF-8, a cell too many, or the header row again, in its
     * order or another.
     */
    private static byte[] table(SplittableRandom random) {
        int width = 1 + random.nextInt(6);
        int rows = random.nextInt(60);
        boolean quotes = random.nextBoolean();
        boolean odd = random.nextInt(3) == 0;
        String end = random.nextBoolean() ? "\n" : "\r\n";
        List<String> header = new ArrayList<>();
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        for (int row = 0; row <= rows; row++) {
            boolean again = row > 0 && random.nextInt(40) == 0;
            if (again && random.nextInt(8) == 0) {
                Collections.swap(header, 0, width - 1);
            } else if (again && random.nextInt(4) == 0) {
                csv.writeBytes("\uFEFF".getBytes(UTF_8));
            }
            for (int column = 0; column < width; column++) {
                String cell = again ? header.get(column) : cell(random, quotes);
                if (row == 0) {
                    header.add(cell);
                }
                csv.writeBytes((column == 0 ? "" : ",").getBytes(UTF_8));
                csv.writeBytes(cell.getBytes(UTF_8));
                if (odd && random.nextInt(200) == 0) {
                    csv.writeBytes(new String[] {",", "\"", "\r", "\n", " \" "}[random.nextInt(5)].getBytes(UTF_8));
                }
                if (odd && random.nextInt(400) == 0) {
                    csv.write(0x80 + random.nextInt(0x80));
                }
            }
            if (row < rows || random.nextBoolean()) {
                csv.writeBytes((blank(random, end)).getBytes(UTF_8));
            }
        }
        return csv.toByteArray();
    }

    /** A line end, now and then with blank lines after it. */
    private static String blank(SplittableRandom random, String end) {
        return random.nextInt(20) == 0 ? end + ("  " + end).repeat(random.nextInt(12)) : end;
    }

    private static String cell(SplittableRandom random, boolean quotes) {
        StringBuilder text = new StringBuilder();
        for (int piece = random.nextInt(4); piece > 0; piece--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return switch (quotes ? random.nextInt(12) : 0) {
            case 1 -> "\"" + text + "\"";
            case 2 -> "\"" + text + ",\"\"" + text + "\"";
            case 3 -> "\"" + text + "\r\n" + text + "\n\r\"";
            case 4 -> text + "\"" + text;
            default -> text.toString();
        };
    }

    /** Bytes that matter in any order. */
    private static byte[] soup(SplittableRandom random) {
        byte[] bytes = new byte[random.nextInt(120)];
        byte[] alphabet = "ab,,,\"\"\n\n\r ,\u00e9".getBytes(UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = alphabet[random.nextInt(alphabet.length - (random.nextInt(30) == 0 ? 0 : 2))];
        }
        return bytes;
    }

    private record Row(long line, List<String> cells) {}

    private record Outcome(
            List<String> header, List<Row> rows, @Nullable Reason fault, String position) {
        long cells() {
            return rows.stream().mapToLong(row -> row.cells.size()).sum() + 1;
        }
    }

    private static Outcome ours(byte[] csv, int blockBytes) {
        List<String> header = List.of();
        List<Row> rows = new ArrayList<>();
        try {
            CsvFaults faults = new CsvFaults("f");
            Records records = new Records(new ByteArrayInputStream(csv), Limits.STANDARD, faults, blockBytes);
            header = records.header();
            faults.header(header);
            RowBlock[] blocks = {new RowBlock(Math.max(1, header.size())), new RowBlock(Math.max(1, header.size()))};
            for (int turn = 0; !header.isEmpty() && records.next(blocks[turn % 2]); turn++) {
                RowBlock block = blocks[turn % 2];
                for (int row = 0; row < block.rows(); row++) {
                    List<String> cells = new ArrayList<>();
                    for (int column = 0; column < header.size(); column++) {
                        cells.add(new String(block.text(), block.start(row, column), block.length(row, column), UTF_8));
                    }
                    rows.add(new Row(block.line(row), cells));
                }
            }
            records.requireNoFault();
            return new Outcome(header, rows, null, "");
        } catch (Refused refused) {
            return new Outcome(
                    header,
                    rows,
                    refused.rejection().reason(),
                    refused.rejection().position());
        }
    }

    private static Outcome fastCsv(byte[] csv) {
        Whole whole = new Whole();
        try (CsvReader<Whole> reader = CsvReader.builder()
                .allowUnclosedQuote(false)
                .skipEmptyLines(false)
                .extraFieldStrategy(de.siegmar.fastcsv.reader.FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(de.siegmar.fastcsv.reader.FieldMismatchStrategy.IGNORE)
                .build(whole, new Utf8Reader(new ByteArrayInputStream(csv), csv.length))) {
            for (Whole row : reader) {
                if (row.ragged) {
                    return whole.outcome(Reason.RAGGED_ROW, "line " + whole.line);
                }
                if (row.shuffled) {
                    return whole.outcome(Reason.HEADER_CHANGED, "line " + whole.line);
                }
            }
            return whole.outcome(null, "");
        } catch (CsvParseException malformed) {
            return whole.outcome(whole.binary ? Reason.BINARY : Reason.QUOTE, whole.position());
        } catch (UncheckedIOException malformed) {
            return whole.outcome(Reason.ENCODING, whole.position());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static final class Whole extends AbstractBaseCsvCallbackHandler<Whole> {
        private List<String> header = List.of();
        private final List<Row> rows = new ArrayList<>();
        private final List<String> cells = new ArrayList<>();
        private boolean quoted;
        private boolean ragged;
        private boolean binary;
        private boolean shuffled;
        private List<String> names = List.of();
        private long line;

        @Override
        protected void handleBegin(long startingLineNumber) {
            line = startingLineNumber;
            cells.clear();
            quoted = false;
        }

        @Override
        protected void handleField(int index, char[] text, int offset, int length, boolean isQuoted) {
            String cell = new String(text, offset, length);
            binary = cell.indexOf('\0') >= 0 && (header.isEmpty() || index < header.size());
            if (binary) {
                throw new IllegalStateException("a NUL byte");
            }
            cells.add(cell);
            quoted |= isQuoted;
        }

        @Override
        protected Whole buildRecord() {
            shuffled = false;
            boolean blank = cells.isEmpty()
                    || (cells.size() == 1 && !quoted && cells.getFirst().chars().allMatch(c -> c <= ' '));
            if (header.isEmpty()) {
                // A header of one blank name, quoted or not, is no header.
                if (!blank && !(cells.size() == 1 && cells.getFirst().chars().allMatch(c -> c <= ' '))) {
                    names = List.copyOf(cells);
                    header = new ArrayList<>();
                    cells.forEach(cell -> header.add(cell.isEmpty() ? "Unnamed: " + header.size() : cell));
                }
            } else if (!blank) {
                ragged = cells.size() != header.size();
                List<String> unmarked = new ArrayList<>(cells);
                unmarked.set(0, cells.getFirst().replaceFirst("^\uFEFF", ""));
                long named = names.stream().filter(name -> !name.isBlank()).count();
                boolean repeated = named >= 2 && unmarked.equals(names);
                shuffled = !ragged
                        && named >= 3
                        && !repeated
                        && unmarked.stream()
                                .sorted()
                                .toList()
                                .equals(names.stream().sorted().toList());
                if (!ragged && !repeated && !shuffled) {
                    rows.add(new Row(line, List.copyOf(cells)));
                }
            }
            return this;
        }

        String position() {
            return "line " + line + (cells.size() < header.size() ? ", column " + header.get(cells.size()) : "");
        }

        Outcome outcome(@Nullable Reason fault, String position) {
            return new Outcome(header, rows, fault, new Rejection(Reason.QUOTE, "", position, "", "").position());
        }
    }
}
