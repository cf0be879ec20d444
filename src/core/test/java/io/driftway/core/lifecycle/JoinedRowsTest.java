package io.driftway.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Limits;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.labels.Truth;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.format.BatchFormats;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JoinedRowsTest {

    private static final Schema SCHEMA = new Schema(
            List.of(
                    new Field("id", ColumnType.CAT, Role.ID, List.of()),
                    new Field("x", ColumnType.NUM, Role.FEATURE, List.of()),
                    new Field("left", ColumnType.CAT, Role.TARGET, List.of("No", "Yes"))),
            "Yes");

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final JsonRecords format = new JsonRecords();
    private final LabelledRows rows =
            new LabelledRows(store, new BatchFormats(Limits.ANY_LENGTH), new JoinedRows(store, format), null, clock);

    @BeforeEach
    void whatTheFirstChampionWasTrainedOn() {
        store.putIfAbsent(
                Keys.TRAINING + "original.csv", "id,x,left\na,1,No\nb,2,Yes\n".getBytes(StandardCharsets.UTF_8));
        clock.advance(Duration.ofDays(1));
    }

    /** A batch of the rows c, d and e that was judged so, and its labels: Yes, none, No. */
    private BlobVersion batch(String outcome) {
        String name = "incoming/" + outcome + ".csv";
        store.putIfAbsent(name, "id,x\nc,3\nd,4\ne,5\n".getBytes(StandardCharsets.UTF_8));
        ObjectStore.Version version = store.get(name).orElseThrow().version();
        BlobVersion blob = new BlobVersion(
                "a", "c", name, version.etag(), version.size(), version.lastModified(), version.contentMd5());
        new Ledger(store, format, new ClaimRules("one", 5, 20, Duration.ofMinutes(10)), clock)
                .commit(new VerdictRecord(
                        blob.batchId(),
                        blob,
                        "sha",
                        new ChampionPointer("model", "reference", "schema", 1, null),
                        outcome,
                        null,
                        outcome.equals("breach"),
                        new VerdictRecord.Dataset(1, 0, 0.0, 0.0, 0, 2, 3),
                        "predictions",
                        "report",
                        null,
                        "test",
                        clock.instant()));
        store.putIfAbsent(
                Keys.record(Keys.TRUTH, blob.batchId()),
                format.write(new Truth(
                        blob.batchId(),
                        List.of(new Truth.Source("id", "labels/l.csv", Instant.EPOCH, 2, 0, null)),
                        new int[] {1, 0, -1},
                        new int[0])));
        return blob;
    }

    private double[] trained() {
        return ((NumericColumn) read().column("x").orElseThrow()).values();
    }

    private Batch read() {
        return rows.read(SCHEMA).orElseThrow().batch();
    }

    @Test
    void theLabelledRowsOfABatchAreTrainedOnWithTheirLabels() {
        batch("breach");

        assertThat(trained()).containsExactly(1, 2, 3, 5);
        CategoricalColumn left = (CategoricalColumn) read().column("left").orElseThrow();
        assertThat(left.dictionary().get(left.codes()[2])).isEqualTo("Yes");
        assertThat(left.dictionary().get(left.codes()[3])).isEqualTo("No");
    }

    @Test
    void theRowsOfABrokenFeedNever() {
        batch("broken");

        assertThat(trained()).containsExactly(1, 2);
    }

    @Test
    void aBatchThatWasOverwrittenHasLostItsRows() {
        BlobVersion blob = batch("stable");
        Optional<String> overwritten =
                store.putIfMatch(blob.name(), "id,x\nf,6\n".getBytes(StandardCharsets.UTF_8), blob.etag());
        assertThat(overwritten).isPresent();

        assertThat(trained()).containsExactly(1, 2);
    }

    @Test
    void rowsUploadedAsWellStandOnce() {
        batch("stable");
        clock.advance(Duration.ofDays(1));
        store.putIfAbsent(Keys.LABELLED + "again.csv", "id,x,left\nc,3,Yes\n".getBytes(StandardCharsets.UTF_8));

        assertThat(trained()).containsExactly(1, 2, 5, 3);
        assertThat(rows.read(SCHEMA).orElseThrow().hashes()).hasSize(4);
    }

    @Test
    void newLabelsChangeWhatThereIsToLearnFrom() {
        String before = rows.listed();

        batch("stable");

        assertThat(rows.listed()).isNotEqualTo(before);
    }

    @Test
    void nothingIsWritten() {
        batch("stable");
        store.log().clear();

        read();

        assertThat(store.log()).noneMatch(call -> call.startsWith("put") || call.startsWith("replace"));
    }
}
