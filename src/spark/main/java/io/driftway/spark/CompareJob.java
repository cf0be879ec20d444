package io.driftway.spark;

import io.driftway.core.drift.DriftReport;
import io.driftway.core.model.DriftSettings;
import io.driftway.format.json.DriftReportJson;
import io.driftway.format.table.ColumnKind;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code driftway compare} for tables that one machine does not hold: the program that {@code spark-submit} starts. */
@Command(
        name = "driftway-spark",
        mixinStandardHelpOptions = true,
        description =
                "Says how far one table has drifted from another, as driftway compare does for two files: the same report, byte for byte.")
@SuppressWarnings("NullAway.Init")
public final class CompareJob implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--reference",
            required = true,
            paramLabel = "ADDRESS",
            description = "What the data should look like: a CSV or Parquet file, or a folder of such.")
    private String reference;

    @Option(names = "--current", required = true, paramLabel = "ADDRESS", description = "What it looks like now.")
    private String current;

    @Option(
            names = "--column-type",
            paramLabel = "COLUMN=TYPE",
            split = ",",
            description = "num, cat or skip for a column whose type is not to be guessed; may be repeated.")
    private Map<String, ColumnKind> columnTypes = new HashMap<>();

    @Option(names = "--method", paramLabel = "METHOD", description = "The method for all columns.")
    private @Nullable String method;

    @Option(
            names = "--type-method",
            paramLabel = "TYPE=METHOD",
            split = ",",
            description = "The method for all columns of a type; may be repeated.")
    private Map<String, String> typeMethods = new HashMap<>();

    @Option(
            names = "--column-method",
            paramLabel = "COLUMN=METHOD",
            split = ",",
            description = "The method for one column; may be repeated.")
    private Map<String, String> columnMethods = new HashMap<>();

    @Option(names = "--threshold", paramLabel = "NUMBER", description = "The threshold for all columns.")
    private @Nullable Double threshold;

    @Option(
            names = "--type-threshold",
            paramLabel = "TYPE=NUMBER",
            split = ",",
            description = "The threshold for all columns of a type; may be repeated.")
    private Map<String, Double> typeThresholds = new HashMap<>();

    @Option(
            names = "--column-threshold",
            paramLabel = "COLUMN=NUMBER",
            split = ",",
            description = "The threshold for one column; may be repeated.")
    private Map<String, Double> columnThresholds = new HashMap<>();

    @Option(
            names = "--out",
            paramLabel = "ADDRESS",
            description = "Where the report goes; standard output if not given.")
    private @Nullable String out;

    /** Ends with 0, or with 2 and one line on what cannot be used. */
    public static void main(String[] arguments) {
        SparkProgram.run(new CompareJob(), arguments);
    }

    @Override
    public Integer call() throws Exception {
        SparkSession spark = SparkSession.builder().appName("driftway compare").getOrCreate();
        try {
            DriftReport report = DriftwaySpark.compare(
                    spark,
                    reference,
                    current,
                    columnTypes,
                    new DriftSettings(method, threshold, typeMethods, typeThresholds, columnMethods, columnThresholds));
            write(spark, DriftReportJson.write(report, null) + "\n");
            return 0;
        } finally {
            spark.stop();
        }
    }

    private void write(SparkSession spark, String report) throws Exception {
        if (out == null) {
            spec.commandLine().getOut().print(report);
            spec.commandLine().getOut().flush();
            return;
        }
        Path path = new Path(out);
        try (FSDataOutputStream file =
                path.getFileSystem(spark.sessionState().newHadoopConf()).create(path, true)) {
            file.write(report.getBytes(StandardCharsets.UTF_8));
        }
    }
}
