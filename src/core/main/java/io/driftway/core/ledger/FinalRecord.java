package io.driftway.core.ledger;

import io.driftway.core.batch.BlobVersion;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds the record in which a batch, or a file of labels, ended: exactly one of four. Whoever creates it first decides. Its writer then copies the record to the folder of its
 * kind. If the writer dies before that, the next process that meets it makes the copy.
 */
record FinalRecord(
        @Nullable VerdictRecord verdict,
        @Nullable QuarantineRecord quarantine,
        @Nullable BlobVersion superseded,
        @Nullable LabelFileRecord joined) {

    FinalRecord {
        if (Stream.of(verdict, quarantine, superseded, joined)
                        .filter(Objects::nonNull)
                        .count()
                != 1) {
            throw new IllegalArgumentException("an ending holds exactly one record");
        }
    }

    static FinalRecord of(VerdictRecord verdict) {
        return new FinalRecord(verdict, null, null, null);
    }

    static FinalRecord of(QuarantineRecord quarantine) {
        return new FinalRecord(null, quarantine, null, null);
    }

    static FinalRecord of(BlobVersion superseded) {
        return new FinalRecord(null, null, superseded, null);
    }

    static FinalRecord of(LabelFileRecord joined) {
        return new FinalRecord(null, null, null, joined);
    }

    /** Where readers look for the record. */
    String prefix() {
        if (verdict != null) {
            return Keys.VERDICTS;
        }
        if (quarantine != null) {
            return Keys.QUARANTINE;
        }
        return superseded != null ? Keys.SUPERSEDED : Keys.LABELS_JOINED;
    }

    /** The batch, or the file of labels, that ended so. */
    BlobVersion source() {
        if (verdict != null) {
            return verdict.source();
        }
        if (quarantine != null) {
            return quarantine.source();
        }
        return superseded != null ? superseded : Objects.requireNonNull(joined).source();
    }

    /** Where it stands for readers. */
    String key() {
        return verdict == null ? Keys.record(prefix(), source().batchId()) : Keys.record(prefix(), source());
    }

    Object content() {
        return Stream.of(verdict, quarantine, superseded, joined)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }
}
