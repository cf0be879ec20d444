package io.driftway.format.csv;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BatchWarning;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.Decoded;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Limits;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.batch.WarningCode;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.ExtraColumns;
import io.driftway.format.table.Inferred;
import io.driftway.format.table.Refused;
import io.driftway.format.table.TypeInference;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values as in RFC 4180: UTF-8 with or without a byte order mark, lines ended by LF or CRLF, cells quoted where
 * they need it, the whole plain or packed by gzip. The first line that is not blank is the header row; blank lines are skipped, and so are
 * rows that repeat the header row, which are counted.
 *
 * <p>Missing cells are empty ones, blanks, and the words of pandas 2 ({@code NA}, {@code NaN}, {@code None}, {@code null}, ...). A numeric cell is a
 * plain decimal or scientific number, correctly rounded, or an infinity.
 *
 * <p>A file that cannot be used comes back as a rejection that says where and what to do. A stream that fails throws
 * {@link UncheckedIOException}, and so does an interrupted thread. Streams are left open.
 */
public final class CsvReader {

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
        return read(name, in, schema, Limits.ANY_LENGTH);
    }

    /** As {@link #read(String, InputStream, Schema)}, within these limits. */
    public static Decoded read(String name, InputStream in, Schema schema, Limits limits) {
        try {
            CsvScan<ColumnBuilder> scan = CsvScan.of(
                    name,
                    in,
                    limits,
                    schema.features().stream().map(Field::name).toList(),
                    header -> header.stream()
                            .<@Nullable ColumnBuilder>map(column -> schema.field(column)
                                    .filter(field -> field.role() != Role.IGNORED)
                                    .map(ColumnBuilder::of)
                                    .orElse(null))
                            .toList());
            return inOrderOf(schema, batch(name, scan), warnings(schema, scan));
        } catch (Refused refused) {
            return refused.rejection();
        }
    }

    /**
     * Reads a file without schema and finds out the types of its columns, as {@link TypeInference} says.
     *
     * @param given kinds by column that are not to be guessed; each must be in the file
     */
    public static Inferred infer(String name, InputStream in, Map<String, ColumnKind> given) {
        try {
            CsvScan<ColumnBuilder> scan = CsvScan.of(
                    name,
                    in,
                    Limits.ANY_LENGTH,
                    given.keySet().stream().sorted().toList(),
                    header -> header.stream()
                            .<@Nullable ColumnBuilder>map(column -> switch (given.get(column)) {
                                case NUM -> new ColumnBuilder.Numbers();
                                case CAT -> new ColumnBuilder.Categories(List.of());
                                case SKIP -> null;
                                case null -> new ColumnBuilder.Categories(List.of());
                            })
                            .toList());
            Inferred typed = TypeInference.infer(batch(name, scan), given.keySet());
            return new Inferred(typed.decoded(), typed.fields(), scan.with(typed.notes(), name));
        } catch (Refused refused) {
            return new Inferred(refused.rejection(), List.of(), List.of());
        }
    }

    /**
     * The names in the header row; empty when there is none or the stream does not get so far, of which reading it will tell the reason.
     * Reads ahead: what comes after must be read from a stream of its own, or after a reset.
     */
    public static List<String> header(InputStream in) {
        return CsvScan.header(in);
    }

    private static Batch batch(String name, CsvScan<ColumnBuilder> scan) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < scan.sinks().size(); i++) {
            ColumnBuilder builder = scan.sinks().get(i);
            if (builder != null) {
                columns.add(builder.build(scan.header().get(i)));
            }
        }
        return new Batch(name, columns, Math.toIntExact(scan.rows()));
    }

    private static Batch inOrderOf(Schema schema, Batch batch, List<BatchWarning> warnings) {
        List<Column> columns = new ArrayList<>();
        schema.fields().forEach(field -> batch.column(field.name()).ifPresent(columns::add));
        return new Batch(batch.name(), columns, batch.rows(), warnings);
    }

    private static List<BatchWarning> warnings(Schema schema, CsvScan<?> scan) {
        List<BatchWarning> warnings = new ArrayList<>(ExtraColumns.warnings(schema, scan.header()));
        if (scan.repeatedHeaders() > 0) {
            warnings.add(new BatchWarning(WarningCode.REPEATED_HEADER, scan.repeatedHeaders()));
        }
        return warnings;
    }
}
