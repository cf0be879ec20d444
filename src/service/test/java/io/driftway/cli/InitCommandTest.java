package io.driftway.cli;

import static io.driftway.support.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftway.Shared;
import io.driftway.cli.HostedCommands.Ran;
import io.driftway.support.DuckDb;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a file that the program has never seen to a first verdict in three commands, and what is refused on the way. */
class InitCommandTest {

    private static final int TRAINING = 900;
    private static final int BATCH = 400;

    @TempDir
    private Path folder;

    private final Random chance = new Random(7);

    /** Rows drawn by chance; the first column of each is the target. */
    private String csv(String header, int rows, Function<Boolean, String> row) {
        return IntStream.range(0, rows)
                .mapToObj(i -> row.apply(chance.nextDouble() < 0.3))
                .collect(Collectors.joining("\n", header + "\n", "\n"));
    }

    /**
     * Types the three commands that are said to follow from one another, with a batch in the inbox.
     *
     * @return the verdict
     */
    private JsonNode verdictAfterThreeCommands(String data, String batch, String... init) throws IOException {
        try (CommandHost host = CommandHost.in(folder)) {
            List<String> first = new ArrayList<>(List.of("init", "--data", data));
            first.addAll(List.of(init));
            Ran begun = host.run(first.toArray(String[]::new));
            assertThat(begun.err()).isEmpty();
            assertThat(begun.exit()).isZero();
            List<String> next = begun.out()
                    .lines()
                    .filter(line -> line.startsWith("  ./driftway "))
                    .map(line -> line.substring("  ./driftway ".length()))
                    .toList();
            assertThat(next).hasSize(2);
            assertThat(next.getLast()).isEqualTo("run");
            Files.copy(folder.resolve(batch), folder.resolve("store/incoming").resolve(batch));

            Ran published = host.run(next.getFirst().split(" "));
            assertThat(published.err()).isEmpty();
            assertThat(published.out()).contains("champion ");
            // The port is the only thing that a test must not have as it is; the rest is for speed.
            host.run("run", "--server.port=0", "--driftway.ingest.cron=0/1 * * * * ?", "--driftway.ingest.settle=0s");
            Path verdicts = folder.resolve("store/verdicts");
            await().atMost(PATIENCE)
                    .until(() -> Files.isDirectory(verdicts) && !files(verdicts).isEmpty());
            return new ObjectMapper().readTree(files(verdicts).getFirst().toFile());
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }

    private static void isOf(JsonNode verdict, int columns, int rows) {
        assertThat(verdict.at("/dataset/tested_columns").asInt()).isEqualTo(columns);
        assertThat(verdict.at("/dataset/rows_current").asInt()).isEqualTo(rows);
        assertThat(verdict.at("/outcome").asText()).isIn("stable", "warning", "breach");
    }

    @Test
    void aHeaderOfAnyKindAndTextClassesWithoutAnId() throws IOException {
        String features = "\"Alter, Jahre\",\"Tarif \"\"neu\"\"\",Age,age,\"Ort \",Größe=m";
        Function<Boolean, String> row = left -> String.format(
                Locale.ROOT,
                "%d,%s,%d,%d,%s,%.2f",
                20 + chance.nextInt(60),
                left ? "flex" : List.of("flex", "fest").get(chance.nextInt(2)),
                chance.nextInt(100),
                chance.nextInt(3),
                List.of("Köln", "Łódź", "東京").get(chance.nextInt(3)),
                1 + chance.nextDouble());
        Files.writeString(
                folder.resolve("kunden.csv"),
                csv(
                        "Kündigung?," + features,
                        TRAINING,
                        left -> (left ? "gekündigt," : "geblieben,") + row.apply(left)));
        Files.writeString(folder.resolve("juli.csv"), csv(features, BATCH, row));

        isOf(verdictAfterThreeCommands("kunden.csv", "juli.csv", "--target", "Kündigung?"), 6, BATCH);
        assertThat(Files.readString(folder.resolve("config/schema.yaml")))
                .contains("positive: gekündigt", "'Ort ': cat", "age: cat", "Age: num", "Größe=m: num");
    }

    @Test
    void anIndexWithoutANameAndZeroAndOnePackedByGzip() throws IOException {
        int[] index = {0};
        Function<Boolean, String> row = left -> "%d,C-%05d,%d,%s,,%d"
                .formatted(
                        index[0]++,
                        index[0],
                        chance.nextInt(50) + (left ? 20 : 0),
                        chance.nextInt(9) == 0 ? "" : String.format(Locale.ROOT, "%.3f", chance.nextGaussian()),
                        left ? 1 : 0);
        String header = ",ClientId,visits,score,nothing,label";
        Path data = folder.resolve("clients.csv.gz");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(csv(header, TRAINING, row).getBytes(UTF_8));
        }
        Files.write(data, packed.toByteArray());
        Files.writeString(folder.resolve("july.csv"), csv(header, BATCH, row));

        isOf(verdictAfterThreeCommands("clients.csv.gz", "july.csv", "--target", "label"), 2, BATCH);
        assertThat(Files.readString(folder.resolve("config/schema.yaml")))
                .contains("id: ClientId", "'Unnamed: 0': skip", "nothing: skip", "positive: '1'");
    }

    @Test
    void trueAndFalseInParquetWithDatesAndFreeText() throws IOException {
        String rows =
                "SELECT (hash(i) %% 10 < 3) AS churned, i AS customer_number, (hash(i * 7) %% 1000) / 10.0 + CASE WHEN hash(i) %% 10 < 3 THEN 30 ELSE 0 END AS \"monthly fee\","
                        + " ['gold', 'silver', 'none'][CAST(1 + hash(i * 3) %% 3 AS BIGINT)] AS plan, DATE '2024-01-01' + CAST(i AS INTEGER) AS since, 'note ' || i AS remark FROM range(%d, %d) t(i)";
        DuckDb.parquet(folder.resolve("customers.parquet"), rows.formatted(0, TRAINING));
        DuckDb.parquet(folder.resolve("july.parquet"), rows.formatted(TRAINING, TRAINING + BATCH));

        isOf(verdictAfterThreeCommands("customers.parquet", "july.parquet", "--target", "churned"), 2, BATCH);
        assertThat(Files.readString(folder.resolve("config/schema.yaml")))
                .contains("id: customer_number", "since: skip  # it holds dates", "remark: skip", "positive: 'true'");
    }

    @Test
    void aRealFile() throws IOException {
        List<String> lines = Files.readAllLines(Shared.path("data", "telco-churn.csv"));
        String header = lines.getFirst();
        write("train.csv", header, lines.subList(1, 5_001));
        write("july.csv", header, lines.subList(5_001, lines.size()));

        isOf(verdictAfterThreeCommands("train.csv", "july.csv", "--target", "Churn"), 19, lines.size() - 5_001);
    }

    private void write(String file, String header, List<String> rows) throws IOException {
        Files.writeString(folder.resolve(file), header + "\n" + String.join("\n", rows) + "\n");
    }

    private Ran run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Driftway.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
        return new Ran(code, out.toString(), err.toString());
    }

    private Ran init(String file, String... more) {
        return run(Stream.concat(
                        Stream.of("init", "--data", folder.resolve(file).toString(), "--dir", folder.toString()),
                        Arrays.stream(more))
                .toArray(String[]::new));
    }

    private void isRefused(Ran ran, String... said) {
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err().lines()).singleElement().asString().contains(said);
        assertThat(ran.out()).isEmpty();
        assertThat(folder.resolve("config")).doesNotExist();
    }

    @Test
    void whatCannotBeATargetIsOneLine() throws IOException {
        Files.writeString(folder.resolve("rows.csv"), csv("left,plan,fee,same", 300, left -> "%s,%s,%d,1"
                .formatted(left, List.of("a", "b", "c").get(chance.nextInt(3)), chance.nextInt(1000))));

        isRefused(init("rows.csv", "--target", "plan"), "the target plan must have 2 classes, it has 3: a, b, c");
        isRefused(init("rows.csv", "--target", "fee"), "the target fee must have 2 classes, it has 2", ", ...; choose");
        isRefused(init("rows.csv", "--target", "same"), "the target same must have 2 classes, it has 1: 1");
        isRefused(init("rows.csv", "--target", "Left"), "there is no column Left; did you mean left?");
        isRefused(init("rows.csv", "--target", "left", "--positive", "yes"), "the positive class yes is not in");
        isRefused(init("rows.csv", "--target", "left", "--id", "left"), "the id and the target are both left");
        isRefused(init("rows.csv"), "Missing required option: '--target=COLUMN'");
        isRefused(init("none.csv", "--target", "left"), "none.csv: there is no such file");
        isRefused(
                init("rows.csv", "--target", "left", "--store", "azure"),
                "--store azure takes --account and --container");
    }

    @Test
    void tooFewRowsToTrainOnAreSaidBeforeAnythingIsWritten() throws IOException {
        Files.writeString(folder.resolve("rows.csv"), csv("left,fee", 60, left -> left + "," + chance.nextInt(1000)));

        isRefused(init("rows.csv", "--target", "left"), "60 labelled rows are too few to train on");
    }

    @Test
    void whatIsThereIsNotOverwrittenUnlessTold() throws IOException {
        Files.writeString(folder.resolve("rows.csv"), csv("left,fee", 300, left -> left + "," + chance.nextInt(1000)));
        assertThat(init("rows.csv", "--target", "left").err()).isEmpty();
        Path settings = folder.resolve("config/application.yaml");
        Files.writeString(settings, "# mine");

        Ran again = init("rows.csv", "--target", "left");
        assertThat(again.exit()).isEqualTo(2);
        assertThat(again.err()).contains("is there already; --force replaces it");
        assertThat(settings).hasContent("# mine");

        assertThat(init("rows.csv", "--target", "left", "--force").exit()).isZero();
        assertThat(Files.readString(settings)).contains("kind: folder");
    }

    @Test
    void settingsForAzureNameTheContainerAndHoldNoKey() throws IOException {
        Files.writeString(folder.resolve("rows.csv"), csv("left,fee", 300, left -> left + "," + chance.nextInt(1000)));
        Ran ran = init("rows.csv", "--target", "left", "--store", "azure", "--account", "data", "--container", "box");

        assertThat(ran.out())
                .contains("az storage blob upload --auth-mode login --account-name data --container-name box");
        assertThat(Files.readString(folder.resolve("config/application.yaml")))
                .contains("kind: azure", "account: data", "container: box");
        assertThat(folder.resolve("store")).doesNotExist();
    }
}
