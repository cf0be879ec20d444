package io.driftway.format.parquet;

import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Decoded;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Limits;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.ExtraColumns;
import io.driftway.format.table.Inferred;
import io.driftway.format.table.Refused;
import io.driftway.format.table.TruthWords;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Apache Parquet, as pandas, Spark and DuckDB write it: columns at the top of the schema, plain or packed by snappy, zstd, gzip or
 * lz4. Lists, maps and groups are not read.
 *
 * <p>Nulls are missing, and so are NaN and blank texts. A cell of a numeric column that is stored as text is read as in CSV; any
 * type but text, dates and times is a number. A label is the text of the value: whole numbers in digits, {@code true} and
 * {@code false}, dates and times as in ISO 8601.
 *
 * <p>A file that cannot be used comes back as a rejection that says where and what to do. A file or stream that cannot be read
 * throws {@link UncheckedIOException}.
 */
public final class ParquetReader {

    private static final int BYTES_OF_ID = 64;

    /** The columns that pandas adds for the labels of its rows. */
    private static final Pattern ROW_INDEX = Pattern.compile("__index_level_\\d+__");

    private ParquetReader() {}

    /**
     * As {@link #read(String, Path, Schema, Limits)}, from a copy of the stream in a temporary file, because Parquet is read from its end. The
     * copy has no name from the moment it is opened: a process that is killed leaves nothing behind.
     */
    public static Decoded read(String name, InputStream in, Schema schema, Limits limits) {
        try (FileChannel copy = nameless();
                OutputStream out = Channels.newOutputStream(copy)) {
            in.transferTo(out);
            try (ParquetFile file = ParquetFile.open(name, copy, limits)) {
                return read(name, file, schema);
            }
        } catch (Refused refused) {
            return refused.rejection();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static FileChannel nameless() throws IOException {
        Path named = Files.createTempFile("driftway-", ".parquet");
        try {
            return FileChannel.open(named, READ, WRITE, DELETE_ON_CLOSE);
        } finally {
            Files.deleteIfExists(named);
        }
    }

    /**
     * Reads the columns that the schema names, whatever their order in the file; others are skipped. Features must be there;
     * target and id are read when they are.
     *
     * @param name where the file comes from, for messages
     * @return the columns in the order of the schema. A dictionary begins with the categories of the schema in their order; unseen
     *     ones follow. Where these are all whole numbers, {@code 1.0} is read as {@code 1}; booleans are read as their {@link TruthWords}.
     */
    public static Decoded read(String name, Path path, Schema schema) {
        return read(name, path, schema, Limits.ANY_LENGTH);
    }

    /** As {@link #read(String, Path, Schema)}, within these limits. */
    public static Decoded read(String name, Path path, Schema schema, Limits limits) {
        try (ParquetFile file = ParquetFile.open(name, path, limits)) {
            return read(name, file, schema);
        } catch (Refused refused) {
            return refused.rejection();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Batch read(String name, ParquetFile file, Schema schema) throws IOException {
        file.requireDistinctColumns();
        require(file, schema.features().stream().map(Field::name).toList());
        int rows = file.rows();
        Map<ParquetColumn, Field> wanted = new LinkedHashMap<>();
        for (Field field : schema.fields()) {
            file.columns().stream()
                    .filter(column ->
                            field.role() != Role.IGNORED && column.name().equals(field.name()))
                    .forEach(column -> wanted.put(column, field));
        }
        wanted.keySet().forEach(column -> requireRead(file, column));
        prepare(
                file,
                rows,
                List.copyOf(wanted.keySet()),
                wanted.values().stream().mapToLong(ParquetReader::bytes).sum());
        List<Column> columns = new ArrayList<>();
        wanted.forEach((column, field) ->
                columns.add(read(file, column, ParquetCells.of(field, column, rows, file.place(column.name())), rows)));
        return new Batch(
                name,
                columns,
                rows,
                ExtraColumns.warnings(
                        schema, columns(file).stream().map(ParquetColumn::name).toList()));
    }

    /**
     * Reads a file without schema and finds out what its columns are, as {@link ParquetInference} says.
     *
     * @param given kinds by column that are not to be guessed; each must be in the file
     */
    public static Inferred infer(String name, Path path, Map<String, ColumnKind> given) {
        try (ParquetFile file = ParquetFile.open(name, path, Limits.ANY_LENGTH)) {
            file.requireDistinctColumns();
            require(file, given.keySet().stream().sorted().toList());
            int rows = file.rows();
            ParquetInference inference = new ParquetInference(given);
            List<ParquetColumn> wanted = new ArrayList<>();
            for (ParquetColumn column : columns(file)) {
                if (inference.isWanted(column)) {
                    requireRead(file, column);
                    wanted.add(column);
                }
            }
            prepare(file, rows, wanted, (long) wanted.size() * (Double.BYTES + Integer.BYTES));
            List<Column> columns = new ArrayList<>();
            for (ParquetColumn column : wanted) {
                columns.add(read(file, column, inference.cells(column, rows, file.place(column.name())), rows));
            }
            return inference.infer(new Batch(name, columns, rows), wanted);
        } catch (Refused refused) {
            return new Inferred(refused.rejection(), List.of(), List.of());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The names of the columns; empty when there is none or the file is no good, of which reading it will tell the reason. */
    public static List<String> header(Path path) {
        try (ParquetFile file = ParquetFile.open("", path, Limits.ANY_LENGTH)) {
            return columns(file).stream().map(ParquetColumn::name).toList();
        } catch (Refused refused) {
            return List.of();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The columns that are stored as true and false; none when the file is no good, of which reading it will tell the reason. */
    public static Set<String> truths(Path path) {
        try (ParquetFile file = ParquetFile.open("", path, Limits.ANY_LENGTH)) {
            return columns(file).stream()
                    .filter(column -> column.kind() == ParquetColumn.Kind.BOOLEAN)
                    .map(ParquetColumn::name)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (Refused refused) {
            return Set.of();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static List<ParquetColumn> columns(ParquetFile file) {
        return file.columns().stream()
                .filter(column -> !ROW_INDEX.matcher(column.name()).matches())
                .toList();
    }

    static void require(ParquetFile file, List<String> names) {
        Set<String> there = file.columns().stream().map(ParquetColumn::name).collect(Collectors.toUnmodifiableSet());
        List<String> absent =
                names.stream().filter(name -> !there.contains(name)).toList();
        if (!absent.isEmpty()) {
            throw file.place("")
                    .refuse(
                            Reason.MISSING_COLUMN,
                            (absent.size() == 1 ? "there is no column " : "there are no columns ")
                                    + String.join(", ", absent),
                            "name each in the file exactly so");
        }
    }

    static void requireRead(ParquetFile file, ParquetColumn column) {
        if (!column.isRead()) {
            throw file.place(column.name())
                    .refuse(
                            Reason.UNSUPPORTED,
                            column.kind() == ParquetColumn.Kind.NESTED
                                    ? "it holds lists, maps or groups"
                                    : "its type is neither number nor text nor time",
                            "write it as a column of numbers or texts, or leave it out");
        }
    }

    /** Checks all that is about to be read before the first array is made for it. */
    private static void prepare(ParquetFile file, int rows, List<ParquetColumn> columns, long bytesOfRow)
            throws IOException {
        file.check(columns);
        file.requireMemory((double) rows * bytesOfRow, columns.size());
    }

    private static Column read(ParquetFile file, ParquetColumn column, ParquetCells cells, int rows) {
        file.read(column, cells, rows);
        return cells.build();
    }

    private static long bytes(Field field) {
        if (field.role() == Role.ID) {
            return BYTES_OF_ID;
        }
        return field.type() == ColumnType.NUM ? Double.BYTES : Integer.BYTES;
    }
}
