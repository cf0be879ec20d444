package io.driftway.spark;

import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.profile.Profile;
import io.driftway.format.profile.PartialColumn.Stored;
import io.driftway.format.profile.Table;
import io.driftway.format.profile.Wanted;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.FileProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/** Rows of Spark as a table: each partition is counted by an executor. */
final class RowTable implements Table {

    private final String name;
    private final Dataset<Row> rows;

    RowTable(String name, Dataset<Row> rows) {
        this.name = name;
        this.rows = rows;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> header() {
        return List.of(rows.columns());
    }

    @Override
    public Set<String> truths() {
        return Arrays.stream(rows.schema().fields())
                .filter(field -> stored(field.dataType()) == Stored.TRUTHS)
                .map(StructField::name)
                .collect(Collectors.toSet());
    }

    @Override
    public FileProfile.Summarised profile(Map<String, ColumnKind> given) {
        return counted(Wanted.all(given));
    }

    @Override
    public FileProfile.Summarised profileLike(Profile pinned, Set<String> open) {
        return counted(Wanted.like(pinned, open));
    }

    FileProfile.Summarised counted(Wanted wanted) {
        requireColumns(wanted);
        List<String> notes = new ArrayList<>();
        Map<String, Stored> columns = stored(name, rows.schema(), wanted, notes::add);
        Dataset<Row> read =
                rows.select(columns.keySet().stream().map(RowTable::column).toArray(Column[]::new));
        String table = name;
        JavaRDD<byte[]> parts = read.javaRDD().mapPartitions(partition -> {
            RowTally tally = new RowTally(table, columns, wanted);
            partition.forEachRemaining(tally::add);
            return List.of(tally.part().write()).iterator();
        });
        FileProfile.Summarised summary = Parts.merged(parts, new RowTally(table, columns, wanted).part(), name, wanted);
        notes.addAll(summary.notes());
        return new FileProfile.Summarised(
                summary.profile(), summary.missing(), summary.leftOut(), notes, summary.doubts());
    }

    /** What the cells of the columns are that are counted; of those that are left out, a note says why. */
    static Map<String, Stored> stored(String table, StructType columns, Wanted wanted, Consumer<String> notes) {
        Map<String, Stored> counted = new LinkedHashMap<>();
        for (StructField field : columns.fields()) {
            if (!wanted.includes(field.name())) {
                continue;
            }
            boolean given = wanted.type(field.name()) != null;
            Stored stored = given && isTime(field.dataType()) ? Stored.TEXTS : stored(field.dataType());
            if (stored != null) {
                counted.put(field.name(), stored);
            } else if (given) {
                throw new Unusable(new Rejection(
                        Reason.UNSUPPORTED,
                        table,
                        "column " + field.name(),
                        "it has the type " + field.dataType().simpleString() + ", which is not compared",
                        "give the column the type skip"));
            } else if (wanted.isNoted(field.name())) {
                notes.accept(field.name() + " is left out: " + why(field.dataType()));
            }
        }
        return counted;
    }

    private void requireColumns(Wanted wanted) {
        List<String> header = header();
        header.stream()
                .filter(column -> header.indexOf(column) != header.lastIndexOf(column))
                .findFirst()
                .ifPresent(column -> {
                    throw new Unusable(new Rejection(
                            Reason.DUPLICATE_COLUMN,
                            name,
                            "column " + column,
                            "two columns have this name",
                            "give each column a name of its own"));
                });
        List<String> absent = wanted.required().stream()
                .filter(column -> !header.contains(column))
                .toList();
        if (!absent.isEmpty()) {
            throw new Unusable(new Rejection(
                    Reason.MISSING_COLUMN,
                    name,
                    "",
                    "there is no column " + String.join(", ", absent),
                    "add it, or give the column the type skip"));
        }
    }

    /** By its whole name: a point in it means no field. */
    private static Column column(String name) {
        return new Column("`" + name.replace("`", "``") + "`");
    }

    /** Null for cells that are compared only as labels, where somebody asks for that, or not at all. */
    private static @Nullable Stored stored(DataType type) {
        return switch (type) {
            case BooleanType truth -> Stored.TRUTHS;
            case ByteType whole -> Stored.INTEGERS;
            case ShortType whole -> Stored.INTEGERS;
            case IntegerType whole -> Stored.INTEGERS;
            case LongType whole -> Stored.INTEGERS;
            case FloatType real -> Stored.REALS;
            case DoubleType real -> Stored.REALS;
            case DecimalType real -> Stored.REALS;
            case StringType text -> Stored.TEXTS;
            default -> null;
        };
    }

    private static boolean isTime(DataType type) {
        return type instanceof DateType || type instanceof TimestampType || type instanceof TimestampNTZType;
    }

    private static String why(DataType type) {
        if (isTime(type)) {
            return "it holds dates or times; give it the type cat to keep it";
        }
        return type instanceof ArrayType || type instanceof MapType || type instanceof StructType
                ? "it holds lists, maps or groups"
                : "its type is neither number nor text nor time";
    }
}
