package io.driftway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.driftway.app.RetrainProperties.Launcher;
import io.driftway.app.StoreProperties.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** Nonsense stops the start, and is said with the property's name and its value. */
class SettingsTest {

    private static final String CRON = "0/30 * * * * ?";

    private static void refused(String message, Runnable settings) {
        assertThatIllegalArgumentException().isThrownBy(settings::run).withMessage(message);
    }

    private static RetrainProperties retrain(Duration cooldown, int runsPerDay, int referenceRows) {
        return retrain(cooldown, runsPerDay, referenceRows, 0.01, 500, null);
    }

    private static RetrainProperties retrain(
            Duration cooldown, int runsPerDay, int referenceRows, double margin, int resamples, Duration window) {
        return new RetrainProperties(
                CRON,
                Launcher.PROCESS,
                RetrainProperties.Promotion.AUTOMATIC,
                false,
                "",
                "",
                null,
                Duration.ofMinutes(10),
                Duration.ofMinutes(3),
                Duration.ofMinutes(15),
                cooldown,
                runsPerDay,
                3,
                referenceRows,
                0.005,
                0.01,
                0.01,
                0.01,
                margin,
                100,
                20,
                resamples,
                null,
                100,
                0.05,
                window,
                1,
                null);
    }

    @Test
    void aFolderStoreNeedsItsFolder() {
        refused(
                "driftway.store.folder must name a folder when driftway.store.kind is folder",
                () -> new StoreProperties(Kind.FOLDER, null, "", "", null, null));
    }

    @Test
    void anAzureStoreNeedsAccountAndContainer() {
        refused(
                "driftway.store.account and driftway.store.container must be set when driftway.store.kind is azure, got \"a\" and \"\"",
                () -> new StoreProperties(Kind.AZURE, null, "a", "", null, null));
    }

    /** A key in a setting is read by whoever may look at the Deployment. */
    @Test
    void noKeyOfAnAccountIsASetting() {
        String key = "DefaultEndpointsProtocol=https;AccountName=sales;Account"
                + "Key=c2VjcmV0;EndpointSuffix=core.windows.net";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StoreProperties(Kind.AZURE, null, "sales", "c", null, key))
                .withMessageStartingWith("driftway.store.connection-string is for an emulator")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("c2VjcmV0"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StoreProperties(
                        Kind.AZURE, null, "sales", "c", null, key + ";BlobEndpoint=http://localhost.example/sales"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StoreProperties(
                        Kind.AZURE, null, "sales", "c", "https://sales.blob.core.windows.net?sig=c2VjcmV0", null))
                .withMessageStartingWith("driftway.store.endpoint must be an address without a query")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("c2VjcmV0"));
    }

    @Test
    void anEmulatorsConnectionStringIsTaken() {
        for (String emulators : List.of(
                "UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://azurite",
                "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=a",
                "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=b;BlobEndpoint=http://127.0.0.1:10000/a;")) {
            assertThat(new StoreProperties(Kind.AZURE, null, "devstoreaccount1", "c", null, emulators)
                            .connectionString())
                    .isEqualTo(emulators);
        }
    }

    @Test
    void thresholdsMayNotContradictEachOther() {
        refused(
                "driftway.drift.warn-at must be in [0, breach-at], got 0.5 with a breach-at of 0.25",
                () -> new DriftProperties(0.5, 0.25, 100, null, null, null, null, null, null));
    }

    @Test
    void theInboxIsAFolder() {
        refused(
                "driftway.ingest.prefix must be a folder that ends with /, got \"incoming\"",
                () -> ingest("incoming", "", Duration.ZERO, 0));
    }

    @Test
    void datedFoldersHaveTheYearAndEndWithASlash() {
        for (String folders : List.of("yyyy/MM/dd", "/yyyy/", "MM/dd/", "yyyy/{{/", "oops/")) {
            refused(
                    "driftway.ingest.folders must be a pattern of dated folders with the year, such as yyyy/MM/dd/, that ends with /, got \""
                            + folders + "\"",
                    () -> ingest("incoming/", folders, Duration.ZERO, 0));
        }
        refused(
                "driftway.ingest.lookback must be from 0s to 366d, got PT-1S",
                () -> ingest("incoming/", "yyyy/", Duration.ofSeconds(-1), 0));
    }

    private static IngestProperties ingest(String prefix, String folders, Duration lookback, int parallelism) {
        return new IngestProperties(
                CRON,
                CRON,
                prefix,
                folders,
                lookback,
                "replica",
                5,
                20,
                Duration.ZERO,
                parallelism,
                Duration.ZERO,
                DataSize.ofBytes(1));
    }

    private static IngestProperties parallel(int parallelism) {
        return ingest("incoming/", "", Duration.ZERO, parallelism);
    }

    @Test
    void aProcessWorksOnABatchForEachCoreAsFarAsTheHeapHolds() {
        long gigabyte = 1 << 30;
        assertThat(parallel(0).threads(8, 16 * gigabyte)).isEqualTo(8);
        assertThat(parallel(0).threads(8, gigabyte)).isEqualTo(4);
        assertThat(parallel(0).threads(8, gigabyte / 8)).isEqualTo(1);
        assertThat(parallel(3).threads(1, gigabyte / 8)).isEqualTo(3);
        refused("driftway.ingest.parallelism cannot be negative, got -1", () -> parallel(-1));
    }

    private static QueueProperties queue(String name, Duration visibility, Duration retry, String endpoint) {
        return new QueueProperties(name, CRON, visibility, retry, endpoint);
    }

    @Test
    void aQueueHasANameThatAzureTakesAndWholeSeconds() {
        Duration second = Duration.ofSeconds(1);
        assertThat(queue("", second, second, null).isSet()).isFalse();
        assertThat(queue("a-1", second, Duration.ofDays(7), null).isSet()).isTrue();
        for (String name : List.of("ab", "Events", "a--b", "-ab", "ab-", "a b", "a/b", "a".repeat(57))) {
            refused(
                    "driftway.queue.name must be 3 to 56 lower-case letters, digits and single hyphens, got \"" + name
                            + "\"",
                    () -> queue(name, second, second, null));
        }
        refused(
                "driftway.queue.visibility must be whole seconds from 1s to 7d, got PT0S",
                () -> queue("events", Duration.ZERO, second, null));
        refused(
                "driftway.queue.visibility must be whole seconds from 1s to 7d, got PT168H1S",
                () -> queue("events", Duration.ofDays(7).plusSeconds(1), second, null));
        refused(
                "driftway.queue.retry must be whole seconds from 1s to 7d, got PT1.5S",
                () -> queue("events", second, Duration.ofMillis(1_500), null));
        refused(
                "driftway.queue.endpoint must be an address without a query, such as https://account.queue.core.windows.net",
                () -> queue("events", second, second, "https://sales.queue.core.windows.net?sig=c2VjcmV0"));
    }

    @Test
    void aQueueIsOfAnAccountAndNotOfAFolder() {
        Duration second = Duration.ofSeconds(1);
        StoreProperties folder = new StoreProperties(Kind.FOLDER, Path.of("store"), "", "", null, null);

        queue("", second, second, null).check(folder);
        refused(
                "driftway.queue.name needs driftway.store.kind azure, got \"events\" with kind folder",
                () -> queue("events", second, second, null).check(folder));
    }

    @Test
    void limitsAreSane() {
        refused("driftway.limits.columns must be at least 1, got 0", () -> limits(0, 1_000, 0.25));
        refused(
                "driftway.limits.cell-length must be 1 to 67108864, got 67108865",
                () -> limits(1, (1 << 26) + 1, 0.25));
        refused("driftway.limits.memory-share must be above 0 and at most 1, got 1.5", () -> limits(1, 1_000, 1.5));
    }

    private static LimitProperties limits(int columns, int cellLength, double memoryShare) {
        DataSize size = DataSize.ofMegabytes(1);
        return new LimitProperties(1_000, columns, size, cellLength, size, 100, memoryShare, 50, 0.5, 100, 5_000);
    }

    @Test
    void labelsAreJoinedWithinBounds() {
        refused(
                "driftway.labels.prefix must be a folder that ends with /, got \"labels\"",
                () -> new LabelProperties(CRON, "labels", Duration.ofDays(30), 100, 1_000, 50, 0.5, true));
        refused(
                "driftway.labels.window must be positive, got PT0S",
                () -> new LabelProperties(CRON, "labels/", Duration.ZERO, 100, 1_000, 50, 0.5, true));
        refused(
                "driftway.labels.window-batches must be in [1, 500], got 501",
                () -> new LabelProperties(CRON, "labels/", Duration.ofDays(30), 501, 1_000, 50, 0.5, true));
        refused(
                "driftway.labels.threshold must be in (0, 1), got 1.0",
                () -> new LabelProperties(CRON, "labels/", Duration.ofDays(30), 100, 1_000, 50, 1, true));
    }

    @Test
    void whoIsToldOfABreachIsAnAddress() {
        refused(
                "driftway.notify.uri must be an address of Camel's, such as https://host/path, got \"me\"",
                () -> new NotifyProperties("me"));
    }

    @Test
    void aScheduleIsACronExpression() {
        refused(
                "driftway.promote.cron must be a cron expression of Quartz, such as 0/30 * * * * ?, got \"often\"",
                () -> new PromoteProperties("often"));
    }

    @Test
    void guardsAgainstRetrainingAreSane() {
        refused(
                "driftway.retrain.cooldown cannot be negative, got PT-1S",
                () -> retrain(Duration.ofSeconds(-1), 4, 1_000));
        refused(
                "driftway.retrain.runs-per-day and runs-per-week must be at least 1, got 0 and 3",
                () -> retrain(Duration.ZERO, 0, 1_000));
        refused("driftway.retrain.reference-rows must be at least 1, got 0", () -> retrain(Duration.ZERO, 4, 0));
    }

    @Test
    void theGateAndTheWindowAreSane() {
        Duration day = Duration.ofDays(1);
        refused(
                "driftway.retrain.calibration-margin cannot be negative, got -0.5",
                () -> retrain(day, 4, 1_000, -0.5, 500, null));
        refused(
                "driftway.retrain.resamples must be at least 100, got 99",
                () -> retrain(day, 4, 1_000, 0.01, 99, null));
        refused(
                "driftway.retrain.window must be longer than nothing, got PT0S",
                () -> retrain(day, 4, 1_000, 0.01, 500, Duration.ZERO));
    }

    @Test
    void patienceIsSane() {
        refused(
                "driftway.patience.try-timeout must be at least 1s, got PT0.5S",
                () -> new PatienceProperties(Duration.ofMillis(500), 1, Duration.ZERO));
        refused(
                "driftway.patience.tries must be at least 1, got 0",
                () -> new PatienceProperties(Duration.ofSeconds(1), 0, Duration.ZERO));
        refused(
                "driftway.patience.between-launches cannot be negative, got PT-1S",
                () -> new PatienceProperties(Duration.ofSeconds(1), 1, Duration.ofSeconds(-1)));
    }
}
