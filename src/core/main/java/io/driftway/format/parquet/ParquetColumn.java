package io.driftway.format.parquet;

import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.RepetitionType;
import dev.hardwood.schema.ColumnSchema;
import dev.hardwood.schema.FileSchema;
import dev.hardwood.schema.SchemaNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A column of a Parquet file: a field at the top of its schema.
 *
 * @param name as in the file; {@code Unnamed: 3} where it has none, as in CSV
 * @param leaf how it is stored; null for {@link Kind#NESTED}
 */
record ParquetColumn(String name, Kind kind, @Nullable ColumnSchema leaf) {

    /** What the cells of a column are, whatever their encoding. */
    enum Kind {
        BOOLEAN,
        INTEGER,
        REAL,
        DECIMAL,
        TEXT,
        /** Dates, times of day, and both. */
        TIME,
        /** Lists, maps, groups. */
        NESTED,
        /** Bytes of no type that is read. */
        OTHER
    }

    /** Stands for a point in the name of a column while Hardwood reads it: it takes a point for a place in a group. */
    static final char POINT = '\u0001';

    /** @param pointed whether {@link #POINT} stands for a point in names */
    static List<ParquetColumn> of(FileSchema schema, boolean pointed) {
        List<ParquetColumn> columns = new ArrayList<>();
        for (SchemaNode node : schema.getRootNode().children()) {
            String stored = pointed ? node.name().replace(POINT, '.') : node.name();
            String name = stored.isEmpty() ? "Unnamed: " + columns.size() : stored;
            ColumnSchema leaf = node instanceof SchemaNode.PrimitiveNode primitive
                            && primitive.repetitionType() != RepetitionType.REPEATED
                    ? schema.getColumn(primitive.columnIndex())
                    : null;
            columns.add(new ParquetColumn(name, leaf == null ? Kind.NESTED : kind(leaf), leaf));
        }
        return columns;
    }

    boolean isRead() {
        return kind != Kind.NESTED && kind != Kind.OTHER;
    }

    ColumnSchema stored() {
        return Objects.requireNonNull(leaf, "a nested column has no single place");
    }

    private static Kind kind(ColumnSchema leaf) {
        LogicalType logical = leaf.logicalType();
        return switch (leaf.type()) {
            case BOOLEAN -> Kind.BOOLEAN;
            case INT32, INT64 ->
                switch (logical) {
                    case LogicalType.DecimalType decimal -> Kind.DECIMAL;
                    case LogicalType.DateType date -> Kind.TIME;
                    case LogicalType.TimeType time -> Kind.TIME;
                    case LogicalType.TimestampType timestamp -> Kind.TIME;
                    case null, default -> Kind.INTEGER;
                };
            case INT96 -> Kind.TIME;
            case FLOAT, DOUBLE -> Kind.REAL;
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY ->
                switch (logical) {
                    case LogicalType.DecimalType decimal -> Kind.DECIMAL;
                    case LogicalType.Float16Type half -> length(leaf) == Short.BYTES ? Kind.REAL : Kind.OTHER;
                    case LogicalType.UuidType uuid -> length(leaf) == 2 * Long.BYTES ? Kind.TEXT : Kind.OTHER;
                    case LogicalType.StringType text -> Kind.TEXT;
                    case LogicalType.EnumType text -> Kind.TEXT;
                    case LogicalType.JsonType text -> Kind.TEXT;
                    case LogicalType.NullType none -> Kind.TEXT;
                    case null -> leaf.typeLength() == null ? Kind.TEXT : Kind.OTHER;
                    default -> Kind.OTHER;
                };
        };
    }

    private static int length(ColumnSchema leaf) {
        Integer length = leaf.typeLength();
        return length == null ? 0 : length;
    }
}
