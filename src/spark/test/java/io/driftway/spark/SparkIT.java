package io.driftway.spark;

import static io.driftway.support.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.drift.DriftOptions;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.profile.Profile;
import io.driftway.format.json.DriftReportJson;
import io.driftway.format.profile.ProfileCodec;
import io.driftway.format.profile.Sides;
import io.driftway.format.table.ColumnKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A master and two workers of Spark, and the report of one machine. */
class SparkIT {

    private static final int ROWS = 12_000;
    private static final StructType COLUMNS = new StructType()
            .add("tenure", DataTypes.IntegerType)
            .add("few", DataTypes.LongType)
            .add("gaps", DataTypes.IntegerType)
            .add("fee", DataTypes.DoubleType)
            .add("rate", DataTypes.FloatType)
            .add("price", DataTypes.createDecimalType(9, 2))
            .add("plan", DataTypes.StringType)
            .add("active", DataTypes.BooleanType)
            .add("note", DataTypes.StringType)
            .add("code", DataTypes.StringType)
            .add("day", DataTypes.DateType)
            .add("empty", DataTypes.StringType)
            .add("a.b", DataTypes.DoubleType);

    private static final Map<String, ColumnKind> KINDS =
            Map.of("few", ColumnKind.NUM, "tenure", ColumnKind.CAT, "day", ColumnKind.CAT, "gaps", ColumnKind.SKIP);

    @TempDir(cleanup = org.junit.jupiter.api.io.CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static StandaloneCluster cluster;
    private static SparkSession spark;

    @BeforeAll
    static void start() throws IOException {
        cluster = new StandaloneCluster(folder, 2);
        spark = cluster.session("SparkIT");
        write("reference", 1, 1);
        write("current", 2, 1);
        write("current8", 2, 8);
        write("current40", 2, 40);
    }

    @AfterAll
    static void stop() {
        if (spark != null) {
            spark.stop();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "parquet"})
    void theReportIsThatOfOneMachineByteForByte(String format) {
        for (Map<String, ColumnKind> kinds : List.of(Map.<String, ColumnKind>of(), KINDS)) {
            String expected = local(format, kinds);
            for (String parts : List.of("current", "current8", "current40")) {
                assertThat(report(format, parts, kinds)).isEqualTo(expected);
            }
        }
    }

    @Test
    void csvAndParquetOfTheSameRowsGiveTheSameReportWhereTypesArePinned() {
        Map<String, ColumnKind> kinds = Map.of(
                "tenure",
                ColumnKind.NUM,
                "few",
                ColumnKind.CAT,
                "gaps",
                ColumnKind.NUM,
                "plan",
                ColumnKind.CAT,
                "note",
                ColumnKind.SKIP,
                "code",
                ColumnKind.CAT,
                "day",
                ColumnKind.CAT,
                "empty",
                ColumnKind.SKIP,
                "active",
                ColumnKind.CAT,
                "rate",
                ColumnKind.SKIP);

        assertThat(report("parquet", "current8", kinds)).isEqualTo(report("csv", "current8", kinds));
    }

    /** One file in some twenty parts, with line ends within cells; and with a quote that is no cell's, where it is one part. */
    @ParameterizedTest
    @ValueSource(strings = {"\"two\nlines, \"\"each\"\"\"", "six\"feet"})
    void aCsvFileIsCutBetweenRecordsAndOnlyThere(String cell) throws IOException {
        Path file = folder.resolve("cut-" + cell.length() + ".csv");
        Files.writeString(
                file,
                Files.readString(only("csv", "current")).replace("plan 1", cell).replace("plan 2", "plan \u00e9"));

        String expected = json(
                Sides.of(new LocalTable(only("csv", "reference")), new LocalTable(file), Map.<String, ColumnKind>of())
                        .report(DriftOptions.DEFAULT));

        assertThat(json(DriftwaySpark.compare(
                        spark,
                        address("csv", "reference"),
                        file.toString(),
                        Map.of(),
                        DriftSettings.NONE,
                        Files.size(file) / 20)))
                .isEqualTo(expected);
    }

    @Test
    void sparkSubmitWritesTheReportOrOneLine() throws Exception {
        Path out = folder.resolve("submitted.json");

        assertThat(submit("--out", out.toString(), "--current", address("csv", "current8")))
                .isEqualTo(0);
        assertThat(Files.readString(out)).isEqualTo(local("csv", Map.of()));
        assertThat(submit("--current", folder.resolve("nowhere").toString())).isEqualTo(2);
        assertThat(Files.readString(folder.resolve("submit.log")))
                .contains("driftway: " + folder.resolve("nowhere") + ": there is no such file; check the path")
                .doesNotContain("\tat ");
    }

    @Test
    void aWorkerThatIsKilledInTheMiddleChangesNothing() throws IOException {
        AtomicBoolean killed = new AtomicBoolean();
        SparkListener listener = new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd end) {
                if (killed.compareAndSet(false, true)) {
                    cluster.killWorker(0);
                }
            }
        };
        spark.sparkContext().addSparkListener(listener);
        try {
            assertThat(report("parquet", "current40", Map.of())).isEqualTo(local("parquet", Map.of()));
        } finally {
            spark.sparkContext().removeSparkListener(listener);
            cluster.addWorker();
        }
        assertThat(killed).isTrue();
    }

    /** Past 2^20 distinct numbers, on both sides. */
    @Test
    void aColumnPastTheLimitIsCutTheSame() {
        Dataset<Row> reference = numbers(1_300_000, 1);
        Dataset<Row> current = numbers(1_200_000, 2);

        String parts = json(
                DriftwaySpark.compare(reference.repartition(8), current.repartition(40), Map.of(), DriftSettings.NONE));

        assertThat(parts)
                .isEqualTo(json(DriftwaySpark.compare(
                        reference.coalesce(1), current.coalesce(1), Map.of(), DriftSettings.NONE)))
                .contains("no rank is wrong by more than");
    }

    @Test
    void aGroupHasItsProfileAndAProfileIsAReference() {
        Dataset<Row> rows = spark.read().parquet(address("parquet", "current8")).select("plan", "fee", "tenure");
        StructType columns = rows.select("fee", "tenure").schema();

        List<Row> groups = rows.groupBy("plan")
                .agg(DriftwaySpark.profileOf(columns)
                        .apply(functions.col("fee"), functions.col("tenure"))
                        .as("profile"))
                .collectAsList();

        assertThat(groups).hasSize(4);
        for (Row group : groups) {
            Dataset<Row> own =
                    rows.where(functions.col("plan").eqNullSafe(group.get(0))).select("fee", "tenure");
            Profile profile = ProfileCodec.read((byte[]) group.get(1));
            assertThat(profile).isEqualTo(DriftwaySpark.profile(own));
            assertThat(DriftwaySpark.compare(profile, own, DriftOptions.DEFAULT).driftedColumns())
                    .isZero();
        }
    }

    @Test
    void whatCannotBeUsedIsSaidInOneLine() {
        Dataset<Row> rows = spark.read().parquet(address("parquet", "current8"));

        assertThatThrownBy(() -> DriftwaySpark.compare(rows, rows, Map.of("plan", ColumnKind.NUM), DriftSettings.NONE))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("column plan: there is ")
                .hasMessageContaining(" where a number must be; ");
        assertThatThrownBy(() -> DriftwaySpark.compare(rows.drop("fee"), rows, Map.of(), DriftSettings.NONE))
                .isInstanceOf(Unusable.class)
                .hasMessage(
                        "the reference: there is no column fee, which the current has; add it, or leave it out with --column-type fee=skip");
        assertThatThrownBy(() -> DriftwaySpark.profile(rows.limit(0)))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("there are no rows");
    }

    private static Dataset<Row> numbers(int rows, int seed) {
        return spark.range(0, rows, 1, 4)
                .select(
                        functions.randn(seed).multiply(seed).as("x"),
                        functions.rand(seed).as("y"));
    }

    private static String report(String format, String current, Map<String, ColumnKind> kinds) {
        return json(DriftwaySpark.compare(
                spark, address(format, "reference"), address(format, current), kinds, DriftSettings.NONE));
    }

    private static String local(String format, Map<String, ColumnKind> kinds) {
        return json(Sides.of(new LocalTable(only(format, "reference")), new LocalTable(only(format, "current")), kinds)
                .report(DriftOptions.DEFAULT));
    }

    private static String json(DriftReport report) {
        return DriftReportJson.write(report, null) + "\n";
    }

    private static String address(String format, String name) {
        return folder.resolve(format).resolve(name).toString();
    }

    private static Path only(String format, String name) {
        try (Stream<Path> files = Files.list(folder.resolve(format).resolve(name))) {
            return files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private int submit(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--reference", address("csv", "reference")));
        all.addAll(List.of(arguments));
        Process process = cluster.submit(folder.resolve("submit.log"), CompareJob.class, all.toArray(String[]::new));
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** The same rows as CSV and as Parquet, in so many parts. */
    private static void write(String name, long seed, int parts) throws IOException {
        Random random = new Random(seed);
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            rows.add(row(random, seed));
        }
        spark.createDataFrame(rows, COLUMNS)
                .repartition(parts)
                .sortWithinPartitions("fee")
                .write()
                .parquet(address("parquet", name));
        Path csv = Files.createDirectories(Path.of(address("csv", name)));
        for (int part = 0; part < parts; part++) {
            StringBuilder text = new StringBuilder(String.join(",", COLUMNS.fieldNames())).append('\n');
            for (Row row : rows.subList(part * ROWS / parts, (part + 1) * ROWS / parts)) {
                for (int i = 0; i < COLUMNS.size(); i++) {
                    text.append(i == 0 ? "" : ",").append(row.isNullAt(i) ? "" : row.get(i));
                }
                text.append('\n');
            }
            Files.write(
                    csv.resolve("part-%05d.csv".formatted(part)),
                    text.toString().getBytes(UTF_8));
        }
        Files.writeString(csv.resolve("_SUCCESS"), "");
    }

    private static Row row(Random random, long drift) {
        return RowFactory.create(
                random.nextInt(72),
                (long) random.nextInt(6),
                random.nextInt(20) == 0 ? null : random.nextInt(5),
                random.nextInt(30) == 0 ? null : random.nextGaussian() * 10 * drift,
                random.nextFloat(),
                BigDecimal.valueOf(random.nextInt(1_000_000), 2),
                random.nextInt(40) == 0 ? null : "plan " + random.nextInt(3),
                random.nextBoolean(),
                "note " + random.nextLong(),
                random.nextInt(25) == 0 ? "n.a. 1" : "" + random.nextInt(40),
                Date.valueOf(LocalDate.ofEpochDay(20_000 + random.nextInt(9))),
                null,
                Math.exp(random.nextGaussian()));
    }
}
