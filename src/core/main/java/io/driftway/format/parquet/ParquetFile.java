package io.driftway.format.parquet;

import dev.hardwood.HardwoodContext;
import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.CompressionCodec;
import dev.hardwood.metadata.FileMetaData;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnSchema;
import dev.hardwood.schema.FileSchema;
import dev.hardwood.schema.SchemaNode;
import io.driftway.core.Causes;
import io.driftway.core.batch.Limits;
import io.driftway.core.batch.Reason;
import io.driftway.format.table.Refused;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * An open Parquet file, no part of which is believed before it is checked: first the ends of the file and the shape of the footer,
 * then, for a column that is read, its pages. Only then are they unpacked, by Hardwood, which also checks the checksums of
 * pages that have them. Whatever still fails there is a fault of the file.
 */
final class ParquetFile implements AutoCloseable {

    /** Held, because levels of loggers that nobody holds are forgotten. Hardwood says to everybody which processor features it uses. */
    private static final Logger QUIET = Logger.getLogger("dev.hardwood");

    static {
        QUIET.setLevel(Level.WARNING);
    }

    static final int MAGIC_BYTES = 4;
    private static final int TAIL_BYTES = Integer.BYTES + MAGIC_BYTES;
    private static final String MAGIC = "PAR1";
    private static final String ENCRYPTED_MAGIC = "PARE";

    /** The field of the footer that only an encrypted file has: its algorithm. */
    private static final int ENCRYPTION = 8;

    /** In the footer: the name of an element of the schema, and those by which the pages of a column name it. */
    private static final Set<List<Integer>> NAMES = Set.of(List.of(2, 4), List.of(4, 1, 3, 3));

    /** So many cells stay near the processor between two looks at them. */
    private static final int CELLS_AT_ONCE = 1 << 14;

    private static final Set<CompressionCodec> UNSUPPORTED = Set.of(CompressionCodec.LZO, CompressionCodec.BROTLI);

    private final String name;
    private final FileChannel channel;
    private final Limits limits;
    private final long bodyEnd;
    private final HardwoodContext context;
    private final ParquetFileReader reader;
    private final List<ParquetColumn> columns;

    private ParquetFile(String name, FileChannel channel, Limits limits) throws IOException {
        this.limits = limits;
        this.name = name;
        this.channel = channel;
        this.bodyEnd = checkedBodyEnd();
        this.context = HardwoodContext.create();
        try {
            ParquetFileReader asStored =
                    guarded("", () -> ParquetFileReader.open(new ChannelFile(name, channel), context));
            boolean pointed = guarded("", () -> hasPoint(asStored.getFileSchema()));
            this.reader = pointed ? guarded("", () -> ParquetFileReader.open(withoutPoints(), context)) : asStored;
            this.columns = guarded("", () -> ParquetColumn.of(reader.getFileSchema(), pointed));
        } catch (RuntimeException failure) {
            context.close();
            throw failure;
        }
    }

    /**
     * @param name for messages
     * @throws Refused when it is no Parquet file, or a damaged one
     * @throws IOException when it cannot be read, which says nothing about the file
     */
    static ParquetFile open(String name, Path path, Limits limits) throws IOException {
        return open(name, FileChannel.open(path), limits);
    }

    /** As {@link #open(String, Path, Limits)}; closes the channel, now or when it is closed itself. */
    static ParquetFile open(String name, FileChannel channel, Limits limits) throws IOException {
        try {
            return new ParquetFile(name, channel, limits);
        } catch (RuntimeException | IOException failure) {
            channel.close();
            throw failure;
        }
    }

    List<ParquetColumn> columns() {
        return columns;
    }

    private static boolean hasPoint(FileSchema schema) {
        List<SchemaNode> nodes = schema.getRootNode().children();
        return nodes.stream().anyMatch(node -> node.name().indexOf('.') >= 0)
                && nodes.stream().noneMatch(node -> node.name().indexOf(ParquetColumn.POINT) >= 0);
    }

    /** The file with {@link ParquetColumn#POINT} for each point in a name. */
    private ChannelFile withoutPoints() throws IOException, ThriftCompact.Malformed, ThriftCompact.Cut {
        int length = (int) (channel.size() - bodyEnd);
        ByteBuffer footer =
                ByteBuffer.allocate(length).put(bytes(channel, bodyEnd, length)).flip();
        for (ByteBuffer text : ThriftCompact.texts(footer.duplicate(), NAMES)) {
            for (int i = 0; i < text.limit(); i++) {
                if (text.get(i) == '.') {
                    text.put(i, (byte) ParquetColumn.POINT);
                }
            }
        }
        return new ChannelFile(name, channel, footer);
    }

    /** Refuses a file in which two columns have one name, or that has none. */
    void requireDistinctColumns() {
        if (columns.isEmpty()) {
            throw place("").refuse(Reason.EMPTY, "the file has no columns", "write the columns of the training file");
        }
        if (columns.size() > limits.columns()) {
            throw place("")
                    .refuse(
                            Reason.TOO_MANY_COLUMNS,
                            String.format(
                                    Locale.ROOT,
                                    "%,d columns are more than the limit of %,d",
                                    columns.size(),
                                    limits.columns()),
                            "leave out columns that the model does not need");
        }
        Set<String> names = new HashSet<>();
        for (ParquetColumn column : columns) {
            if (!names.add(column.name())) {
                throw place(column.name())
                        .refuse(Reason.DUPLICATE_COLUMN, "the name stands twice", "give each column a name of its own");
            }
        }
    }

    /** At least one, and no more than is allowed. */
    int rows() {
        FileMetaData footer = reader.getFileMetaData();
        long rows = 0;
        for (RowGroup group : footer.rowGroups()) {
            if (group.numRows() < 0
                    || group.columns().size() != reader.getFileSchema().getColumnCount()) {
                throw place("").corrupt("a row group has other columns than the file");
            }
            rows = Math.min(rows, Long.MAX_VALUE - group.numRows()) + group.numRows();
        }
        if (rows != footer.numRows()) {
            throw place("").corrupt("the row groups do not have the rows of the file");
        }
        if (rows == 0) {
            throw place("").refuse(Reason.NO_ROWS, "there are columns and no row", "write at least one row");
        }
        if (rows > limits.rows()) {
            throw place("")
                    .refuse(
                            Reason.TOO_MANY_ROWS,
                            String.format(Locale.ROOT, "%,d rows are more than the limit of %,d", rows, limits.rows()),
                            "split the file");
        }
        return (int) rows;
    }

    /** Refuses rows that take more memory than is allowed. */
    void requireMemory(double bytes, int columnsRead) {
        requireMemory(
                bytes,
                String.format(
                        Locale.ROOT,
                        "%,d rows of %,d columns",
                        reader.getFileMetaData().numRows(),
                        columnsRead));
    }

    /** Refuses counted values that take more memory than is allowed. */
    void requireMemoryOfCounts(long bytes) {
        requireMemory(bytes, "the different values of its columns");
    }

    private void requireMemory(double bytes, String held) {
        long memory = Runtime.getRuntime().maxMemory();
        if (bytes > memory * limits.memoryShare()) {
            throw tooLarge(String.format(
                    Locale.ROOT, "%s take more than their share of the memory of %,d MB", held, memory >> 20));
        }
    }

    private Refused tooLarge(String fault) {
        return place("")
                .refuse(Reason.TOO_LARGE, fault, "split it into files of fewer rows, or give the program more memory");
    }

    /** Checks the pages of these columns, all that are to be read together, in all row groups. */
    void check(List<ParquetColumn> columns) throws IOException {
        long unpackedBytes = 0;
        for (ParquetColumn column : columns) {
            try {
                for (RowGroup group : reader.getFileMetaData().rowGroups()) {
                    unpackedBytes += check(column, group);
                    requireUnpacked(unpackedBytes, place(column.name()));
                }
            } catch (Refused refused) {
                throw refused;
            } catch (RuntimeException failure) {
                throw refusal(column.name(), failure);
            }
        }
    }

    /** Returns the bytes of the pages unpacked. */
    private long check(ParquetColumn column, RowGroup group) throws IOException {
        ParquetPlace place = place(column.name());
        ColumnSchema stored = column.stored();
        ColumnChunk chunk = group.columns().get(stored.columnIndex());
        if (chunk.metaData().type() != stored.type()) {
            throw place.corrupt("a row group has it in another type than the file");
        }
        CompressionCodec codec = chunk.metaData().codec();
        if (UNSUPPORTED.contains(codec)) {
            throw place.refuse(
                    Reason.UNSUPPORTED,
                    "the codec " + codec + " is not read",
                    "write the file with snappy, zstd, gzip, lz4 or no compression");
        }
        return ParquetPages.check(channel, bodyEnd, chunk, group.numRows(), place);
    }

    private void requireUnpacked(long unpackedBytes, ParquetPlace place) throws IOException {
        if (unpackedBytes > limits.unpackedBytes()) {
            throw place.refuse(
                    Reason.EXPANSION_LIMIT,
                    String.format(Locale.ROOT, "it unpacks to more than %,d bytes", limits.unpackedBytes()),
                    "split the file");
        }
        if (unpackedBytes > Limits.EXPANSION_FROM && unpackedBytes / limits.expansion() > channel.size()) {
            throw place.refuse(
                    Reason.EXPANSION_LIMIT,
                    "it unpacks to more than " + limits.expansion() + " times its size",
                    "check that it is the right file, and upload it unpacked or in parts");
        }
    }

    /** Unpacks a column whose pages were checked. Several columns may be read at a time, by a thread each. */
    void read(ParquetColumn column, ParquetSink cells, int rows) {
        ColumnSchema stored = column.stored();
        guarded(column.name(), () -> {
            int row = 0;
            try (ColumnReader values = open(stored)) {
                while (values.nextBatch()) {
                    ParquetBatch batch = ParquetBatch.of(values, stored.type());
                    if (batch.count() > rows - row) {
                        throw place(column.name()).corrupt("there are more values than rows");
                    }
                    cells.put(row, batch);
                    row += batch.count();
                }
            }
            if (row != rows) {
                throw place(column.name())
                        .corrupt(String.format(Locale.ROOT, "there are values for %,d of %,d rows", row, rows));
            }
            return row;
        });
    }

    /** The reader keeps a list of what it opened. */
    private synchronized ColumnReader open(ColumnSchema stored) {
        return reader.buildColumnReader(stored.columnIndex())
                .batchSize(CELLS_AT_ONCE)
                .build();
    }

    ParquetPlace place(String column) {
        return new ParquetPlace(name, column, limits.cellChars());
    }

    @Override
    public void close() throws IOException {
        try (channel;
                context) {
            reader.close();
        }
    }

    /** These bytes of the file, or fewer where it ends. */
    static ByteBuffer bytes(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {}
        return bytes.flip();
    }

    private long checkedBodyEnd() throws IOException {
        ParquetPlace place = place("");
        long size = channel.size();
        if (size == 0) {
            throw place.refuse(Reason.EMPTY, "the file is empty", "write at least one row");
        }
        String head = ascii(bytes(channel, 0, MAGIC_BYTES));
        if (head.equals(ENCRYPTED_MAGIC)) {
            throw encrypted();
        }
        if (!head.equals(MAGIC)) {
            throw place.refuse(
                    Reason.UNSUPPORTED,
                    "this is not a Parquet file",
                    "write it as Parquet, or give it a name that ends in .csv");
        }
        if (size < MAGIC_BYTES + TAIL_BYTES) {
            throw place.corrupt("there is no footer");
        }
        ByteBuffer tail = bytes(channel, size - TAIL_BYTES, TAIL_BYTES);
        long length = tail.getInt();
        String end = ascii(tail);
        if (end.equals(ENCRYPTED_MAGIC)) {
            throw encrypted();
        }
        long start = size - TAIL_BYTES - length;
        if (!end.equals(MAGIC) || length < 0 || start < MAGIC_BYTES) {
            throw place.corrupt("there is no footer");
        }
        try {
            Map<Integer, Object> footer = ThriftCompact.check(bytes(channel, start, (int) length));
            if (footer.containsKey(ENCRYPTION)) {
                throw encrypted();
            }
        } catch (ThriftCompact.Malformed | ThriftCompact.Cut damaged) {
            throw place.corrupt("the footer cannot be understood");
        }
        return start;
    }

    private Refused encrypted() {
        return place("").refuse(Reason.UNSUPPORTED, "the file is encrypted", "write it without encryption");
    }

    private static String ascii(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }

    /**
     * Does what can only fail because of the file, or because its thread is interrupted.
     *
     * @throws UncheckedIOException when it is interrupted
     */
    <T> T guarded(String column, Callable<T> work) {
        try {
            return work.call();
        } catch (Refused refused) {
            throw refused;
        } catch (Exception | StackOverflowError | InternalError | OutOfMemoryError failure) {
            if (Causes.root(failure) instanceof InterruptedIOException interrupted) {
                throw new UncheckedIOException(interrupted);
            }
            throw refusal(column, failure);
        }
    }

    private Refused refusal(String column, Throwable failure) {
        return switch (Causes.root(failure)) {
            case OutOfMemoryError full -> tooLarge("it does not fit the memory");
            case UnsupportedOperationException unsupported ->
                place(column)
                        .refuse(
                                Reason.UNSUPPORTED,
                                "it is written in a way that is not read: " + unsupported.getMessage(),
                                "write it with the default settings of pandas, Spark or DuckDB");
            case IOException malformed -> place(column).corrupt(String.valueOf(malformed.getMessage()));
            default -> place(column).corrupt("its parts do not fit each other");
        };
    }
}
