package io.driftway.core.pipeline;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Kinded;
import io.driftway.core.batch.Rejection;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.MalformedRecord;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.RecordFormat;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was counted of batches that one process does not hold. Whoever counts a batch writes its record once. Whoever judges batches takes it from here, in
 * place of the rows.
 */
public final class CountedBatches {

    private final ObjectStore store;
    private final RecordFormat format;

    /**
     * What was counted of a batch by a model, or why it could not be.
     *
     * @param format {@value #FORMAT}
     * @param source the blob
     * @param contentSha256 of its bytes as stored
     * @param champion the model that scored it
     * @param counts of all rows; null where the batch is refused
     * @param refused null where it is counted
     * @param version of the program that counted
     * @param countedAt when
     */
    public record Record(
            int format,
            BlobVersion source,
            String contentSha256,
            ChampionPointer champion,
            @Nullable RowCounts counts,
            @Nullable Rejection refused,
            String version,
            Instant countedAt) {

        /** The format that this release writes. */
        public static final int FORMAT = 1;

        public Record {
            if (format > FORMAT) {
                throw new IllegalArgumentException(
                        "its format is " + format + ", written by a newer release; this one reads up to " + FORMAT);
            }
            if ((counts == null) == (refused == null)) {
                throw new IllegalArgumentException("a batch is counted or refused, and not both");
            }
        }
    }

    public CountedBatches(ObjectStore store, RecordFormat format) {
        this.store = store;
        this.format = format;
    }

    /** Asks for a batch to be counted: whoever does it is told its id alone, and finds the blob here. A repeat changes nothing. */
    public void request(BlobVersion blob) {
        store.putIfAbsent(Keys.toCount(blob.batchId()), format.write(blob));
    }

    /**
     * Returns the blob of a batch that is to be counted; empty where nobody has asked for it.
     *
     * @throws MalformedRecord when the record cannot be read, or is of another batch
     */
    public Optional<BlobVersion> requested(String batchId) {
        String key = Keys.toCount(batchId);
        return store.get(key).map(stored -> {
            BlobVersion blob = format.read(key, stored.content(), BlobVersion.class);
            if (!blob.batchId().equals(batchId)) {
                throw new MalformedRecord(key, "it is of another batch");
            }
            return blob;
        });
    }

    /**
     * Tells whether a folder is closed, see {@link BlobVersion#isFolder}.
     *
     * @param folder ends in {@code /}
     */
    public boolean isClosed(String folder) {
        return store.find(folder + BlobVersion.SUCCESS).isPresent();
    }

    /** Tells whether a batch was counted, or refused, under this champion. */
    public boolean has(BlobVersion blob, Champion champion) {
        return store.find(key(blob, champion)).isPresent();
    }

    /**
     * Returns the batch as a champion counted it, or the reason why it is refused; empty where nobody has counted it yet.
     *
     * @throws MalformedRecord when the record cannot be read, or is of another batch
     */
    public Optional<Kinded> find(BlobVersion blob, Champion champion) {
        String key = key(blob, champion);
        return store.get(key).map(stored -> {
            Record record = format.read(key, stored.content(), Record.class);
            if (!record.source().batchId().equals(blob.batchId())) {
                throw new MalformedRecord(key, "it is of another batch");
            }
            return record.counts() == null
                    ? record.refused()
                    : new Counted(blob, record.contentSha256(), champion, record.counts());
        });
    }

    /** Writes a record; false where there is one already, which stays. */
    public boolean write(Record record, Champion champion) {
        return store.putIfAbsent(key(record.source(), champion), format.write(record))
                .isPresent();
    }

    private static String key(BlobVersion blob, Champion champion) {
        return Keys.counted(blob.batchId(), champion.model().id());
    }
}
