package io.driftway.format;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.Decoded;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values as in RFC 4180: UTF-8 with or without a byte order mark, lines ended by LF or CRLF, cells quoted where
 * they need it, the whole plain or packed by gzip. The first line that is not blank is the header row; blank lines are skipped.
 *
 * <p>Missing cells are empty ones, blanks, and the words of pandas ({@code NA}, {@code NaN}, {@code null}, ...). A numeric cell is a
 * plain decimal or scientific number, correctly rounded, or an infinity.
 *
 * <p>A file that cannot be used comes back as a rejection that says where and what to do. A stream that fails throws
 * {@link UncheckedIOException}. Streams are left open.
 */
public final class CsvReader {

    /** Longest cell in characters, and so how far a forgotten quote is followed. */
    private static final int MAX_CELL_CHARS = 1 << 20;

    private CsvReader() {}

    /**
     * Reads the columns that the schema names, whatever their order in the file; others are skipped. Features must be there;
     * target and id are read when they are.
     *
     * @param name where the stream comes from, for messages
     * @return the columns in the order of the schema. A dictionary begins with the categories of the schema in their order; unseen
     *     ones follow. Where these are all whole numbers, {@code 1.0} is read as {@code 1}.
     */
    public static Decoded read(String name, InputStream in, Schema schema) {
        Decoded decoded = read(in, new CsvRows(name, (rows, header) -> {
            rows.require(schema.features().stream().map(Field::name).toList());
            @Nullable ColumnBuilder[] columns = new @Nullable ColumnBuilder[header.size()];
            for (Field field : schema.fields()) {
                int place = header.indexOf(field.name());
                if (place >= 0 && field.role() != Role.IGNORED) {
                    columns[place] = ColumnBuilder.of(field);
                }
            }
            return columns;
        }));
        return decoded instanceof Batch batch ? inOrderOf(schema, batch) : decoded;
    }

    /**
     * Reads a file without schema and finds out the types of its columns, as {@link TypeInference} says.
     *
     * @param given kinds by column that are not to be guessed; each must be in the file
     */
    public static Inferred infer(String name, InputStream in, Map<String, ColumnKind> given) {
        Decoded decoded = read(in, new CsvRows(name, (rows, header) -> {
            rows.require(given.keySet().stream().sorted().toList());
            @Nullable ColumnBuilder[] columns = new @Nullable ColumnBuilder[header.size()];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = switch (given.get(header.get(i))) {
                    case NUM -> new ColumnBuilder.Numbers();
                    case CAT -> new ColumnBuilder.Categories(List.of());
                    case SKIP -> null;
                    case null -> new ColumnBuilder.Categories(List.of());
                };
            }
            return columns;
        }));
        return decoded instanceof Batch batch
                ? TypeInference.infer(batch, given.keySet())
                : new Inferred(decoded, List.of(), List.of());
    }

    /**
     * The names in the header row; empty when there is none or the stream does not get so far, of which reading it will tell the reason.
     * Reads ahead: what comes after must be read from a stream of its own, or after a reset.
     */
    public static List<String> header(InputStream in) {
        List<String> names = new ArrayList<>();
        read(in, new CsvRows("", (rows, header) -> {
            names.addAll(header);
            throw rows.refuse(Reason.UNSUPPORTED, "", "only the header row was asked for", "");
        }));
        return names;
    }

    private static Decoded read(InputStream in, CsvRows rows) {
        try (var reader = de.siegmar.fastcsv.reader.CsvReader.builder()
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize(MAX_CELL_CHARS)
                .build(rows, new Utf8Reader(Unpacked.open(in)))) {
            for (CsvRows row : reader) {
                assert row == rows;
            }
            return rows.batch();
        } catch (Refused refused) {
            return refused.rejection();
        } catch (CsvParseException wrapper) {
            return rejection(wrapper.getCause() == null ? wrapper : wrapper.getCause(), rows);
        } catch (UncheckedIOException wrapper) {
            return rejection(Objects.requireNonNull(wrapper.getCause()), rows);
        } catch (IOException failure) {
            return rejection(failure, rows);
        }
    }

    private static Decoded rejection(Throwable failure, CsvRows rows) {
        return switch (failure) {
            case Refused refused -> refused.rejection();
            case CsvParseException malformed ->
                rows.refuse(
                                Reason.QUOTE,
                                rows.cell(),
                                "a quote is not closed before the next comma or line end, or the cell has more than "
                                        + MAX_CELL_CHARS + " characters",
                                "close the quote, and write a quote inside a quoted cell twice")
                        .rejection();
            case CharacterCodingException malformed ->
                rows.refuse(Reason.ENCODING, rows.cell(), "there is a byte that is not UTF-8", "save the file as UTF-8")
                        .rejection();
            case ZipException malformed -> damaged(rows);
            case EOFException cut -> damaged(rows);
            case IOException other -> throw new UncheckedIOException(other);
            default -> throw new IllegalStateException("reading a CSV file failed " + rows.line(), failure);
        };
    }

    private static Decoded damaged(CsvRows rows) {
        return rows.refuse(
                        Reason.COMPRESSED, "", "the gzip data is damaged or cut short", "pack and copy the file again")
                .rejection();
    }

    private static Batch inOrderOf(Schema schema, Batch batch) {
        List<Column> columns = new ArrayList<>();
        schema.fields().forEach(field -> batch.column(field.name()).ifPresent(columns::add));
        return new Batch(batch.name(), columns, batch.rows());
    }
}
