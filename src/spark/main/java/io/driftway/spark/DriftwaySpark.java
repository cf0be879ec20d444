package io.driftway.spark;

import io.driftway.core.batch.Schema;
import io.driftway.core.drift.DriftComparison;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.profile.Profile;
import io.driftway.format.profile.Sides;
import io.driftway.format.profile.Table;
import io.driftway.format.profile.Wanted;
import io.driftway.format.table.ColumnKind;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Profiles and compares tables on Spark. A profile is that of all rows, bit for bit, however they are parted: what one machine would make of them.
 *
 * <p>Each distinct number and label of a column is kept, up to the limits of {@link io.driftway.format.table.DistinctLimits}: an executor holds those of the partitions that it works on.
 */
public final class DriftwaySpark {

    private static final String ROWS = "the rows";

    private DriftwaySpark() {}

    /**
     * Profiles the features of a schema.
     *
     * @throws Unusable when a feature is not among the columns, or a cell of a numeric one is no number
     */
    public static Profile profile(Dataset<Row> rows, Schema schema) {
        return new RowTable(ROWS, rows).counted(Wanted.features(schema)).profile();
    }

    /** Profiles all columns, with types that are found out by what all rows tell. Columns that are left out are not in the profile. */
    public static Profile profile(Dataset<Row> rows) {
        return new RowTable(ROWS, rows).profile(Map.of()).profile();
    }

    /**
     * Compares rows with a reference profile, with the types of that.
     *
     * @throws Unusable when a column of the reference is not among the columns, or a cell of a numeric one is no number
     */
    public static DriftReport compare(Profile reference, Dataset<Row> current, DriftOptions options) {
        Profile now =
                new RowTable(ROWS, current).profileLike(reference, Set.of()).profile();
        return DriftComparison.compare(reference, now, options);
    }

    /**
     * Compares rows as {@code driftway compare} compares files.
     *
     * @param kinds by column, for those whose type is not to be guessed
     * @param settings methods and thresholds where those of the types are not wanted
     * @throws Unusable when the two do not fit each other, or the settings do not fit them
     */
    public static DriftReport compare(
            Dataset<Row> reference, Dataset<Row> current, Map<String, ColumnKind> kinds, DriftSettings settings) {
        return report(new RowTable("the reference", reference), new RowTable("the current", current), kinds, settings);
    }

    /**
     * Compares files as {@code driftway compare} does.
     *
     * @param reference the address of a CSV or Parquet file, or of a folder of such, as Hadoop writes it
     * @param current the same
     * @throws Unusable when one of them cannot be used, the two do not fit each other, or the settings do not fit them
     */
    public static DriftReport compare(
            SparkSession spark,
            String reference,
            String current,
            Map<String, ColumnKind> kinds,
            DriftSettings settings) {
        return compare(spark, reference, current, kinds, settings, CsvSplit.PIECE);
    }

    /** @param piece bytes of a CSV file that are one part, about */
    static DriftReport compare(
            SparkSession spark,
            String reference,
            String current,
            Map<String, ColumnKind> kinds,
            DriftSettings settings,
            long piece) {
        return report(Tables.at(spark, reference, piece), Tables.at(spark, current, piece), kinds, settings);
    }

    /**
     * Returns an aggregate function that makes the profile of a group of rows, as {@link io.driftway.format.profile.ProfileCodec} writes it.
     *
     * @param columns the columns that it is called with, in this order
     */
    public static UserDefinedFunction profileOf(StructType columns) {
        return functions.udaf(new ProfileAggregator(columns), Encoders.row(columns));
    }

    private static DriftReport report(
            Table reference, Table current, Map<String, ColumnKind> kinds, DriftSettings settings) {
        try {
            DriftOptions options = DriftOptions.of(settings);
            Sides sides = Sides.of(reference, current, kinds);
            options.requireFit(sides.current().types());
            return sides.report(options);
        } catch (Sides.Incomparable | IllegalArgumentException nonsense) {
            throw new Unusable(String.valueOf(nonsense.getMessage()));
        }
    }
}
