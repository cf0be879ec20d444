package io.driftway.core.lifecycle;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BatchReader;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.Decoded;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Schema;
import io.driftway.core.batch.VerifiedReader;
import io.driftway.core.labels.Truth;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.MalformedRecord;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Version;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns late labels into labelled rows. {@code truth/} has the labels of a batch, and the blob of the batch has its rows.
 *
 * <p>It only reads. It skips a batch whose verdict is broken. If the blob is gone or was overwritten, its rows are lost, and the log says so.
 */
public final class JoinedRows {

    private static final Logger LOG = LoggerFactory.getLogger(JoinedRows.class);
    private static final String BROKEN = "broken";

    private final ObjectStore store;
    private final RecordFormat format;

    public JoinedRows(ObjectStore store, RecordFormat format) {
        this.store = store;
        this.format = format;
    }

    static boolean isTruth(Version version) {
        return version.key().startsWith(Keys.TRUTH);
    }

    /** The records of joined labels, each of one batch. */
    List<Version> list() {
        return store.list(Keys.TRUTH);
    }

    /**
     * Reads the labelled rows of a batch, or the reason why they cannot be read. Returns null when the batch has nothing to learn from; it logs rows that are
     * lost.
     */
    @Nullable
    Decoded open(Version joined, Schema schema, BatchReader reader) {
        Truth truth = record(joined.key(), Truth.class).orElse(null);
        VerdictRecord verdict = truth == null ? null : verdict(truth.batchId()).orElse(null);
        if (truth == null || verdict == null || verdict.outcome().equals(BROKEN)) {
            return null;
        }
        BlobVersion blob = verdict.source();
        try (InputStream in = store.open(blob.name(), blob.etag()).orElse(null)) {
            if (in == null) {
                lost(blob, truth, "it is gone or was overwritten");
                return null;
            }
            Decoded read = new VerifiedReader(reader, blob.contentMd5()).read(blob.name(), in, schema);
            return read instanceof Batch batch ? labelled(batch, truth, blob, schema) : read;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Optional<VerdictRecord> verdict(String batchId) {
        return readable(() -> VerdictLog.read(store, format, batchId));
    }

    private <T> Optional<T> record(String key, Class<T> type) {
        return readable(() -> store.get(key).map(stored -> format.read(key, stored.content(), type)));
    }

    private static <T> Optional<T> readable(Supplier<Optional<T>> record) {
        try {
            return record.get();
        } catch (MalformedRecord unreadable) {
            LOG.warn("left out of training: {}", unreadable.getMessage());
            return Optional.empty();
        }
    }

    private static @Nullable Batch labelled(Batch batch, Truth truth, BlobVersion blob, Schema schema) {
        Field target = schema.target().orElseThrow();
        String positive = schema.positive();
        String other = target.categories().stream()
                .filter(label -> !label.equals(positive))
                .findFirst()
                .orElse(null);
        if (batch.rows() != truth.labels().length || positive == null || other == null) {
            lost(blob, truth, "its rows differ from the scored rows");
            return null;
        }
        int[] codes = new int[batch.rows()];
        for (int row = 0; row < codes.length; row++) {
            codes[row] = Integer.compare(truth.labels()[row], 0);
        }
        int[] known =
                IntStream.range(0, codes.length).filter(row -> codes[row] != 0).toArray();
        List<Column> columns = new ArrayList<>(batch.columns());
        columns.removeIf(column -> column.name().equals(target.name()));
        columns.add(new CategoricalColumn(
                target.name(),
                List.of(other, positive),
                IntStream.of(codes).map(code -> code > 0 ? 1 : 0).toArray()));
        return new Batch(batch.name(), columns, batch.rows()).select(known);
    }

    private static void lost(BlobVersion blob, Truth truth, String why) {
        LOG.atWarn()
                .addKeyValue("blob", blob.name())
                .addKeyValue(
                        "rows",
                        IntStream.of(truth.labels()).filter(label -> label != 0).count())
                .addKeyValue("reason", why)
                .log("left out of training: labelled rows whose batch cannot be read again");
    }
}
