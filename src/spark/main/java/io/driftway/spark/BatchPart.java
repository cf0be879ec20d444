package io.driftway.spark;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Rejection;
import io.driftway.core.ledger.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Locale;

/**
 * A part of a batch, which one task reads: a file, or some records of a CSV file.
 *
 * @param number in the order of the batch, from 0
 * @param file the version that holds it
 * @param range which bytes of it
 */
record BatchPart(int number, BlobVersion file, CsvSplit.Range range) implements Serializable {

    static BatchPart whole(int number, BlobVersion file) {
        return new BatchPart(number, file, CsvSplit.Range.whole(file.size()));
    }

    private boolean isWhole() {
        return range.isWhole(file.size());
    }

    /** Returns the file as it is read: the checksum that the store keeps is of a whole file. */
    BlobVersion version() {
        return isWhole()
                ? file
                : new BlobVersion(
                        file.account(), file.container(), file.name(), file.etag(), file.size(), file.lastModified());
    }

    /** Returns a rejection that says where the part begins, from where its lines are counted. */
    Rejection placed(Rejection why) {
        return range.from() == 0
                ? why
                : new Rejection(
                        why.reason(),
                        why.file(),
                        String.format(Locale.ROOT, "after byte %,d", range.from())
                                + (why.position().isEmpty() ? "" : ", " + why.position()),
                        why.fault(),
                        why.remedy());
    }

    InputStream open(ObjectStore store) throws IOException {
        return isWhole() ? opening(store, file).at(0) : range.open(opening(store, file));
    }

    boolean isInDoubt(ObjectStore store) throws IOException {
        return range.isInDoubt(opening(store, file));
    }

    /** @throws Unusable by the opening, when the version is not there any more */
    static CsvSplit.Opening opening(ObjectStore store, BlobVersion file) {
        return from -> store.open(file.name(), file.etag(), from)
                .orElseThrow(() -> new Unusable(
                        file.name() + ": it was overwritten or deleted while it was read; count the new version"));
    }
}
