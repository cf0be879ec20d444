package io.driftway.spark;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Rejection;
import io.driftway.core.ledger.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.Serializable;
import java.util.Locale;

/**
 * A part of a batch, which one task reads: a file, or some records of a CSV file.
 *
 * @param number in the order of the batch, from 0
 * @param file the version that holds it
 * @param from where its first record begins, in bytes; 0 for a whole file
 * @param to where its last record ends; as many bytes as the file has for a whole file
 * @param header the bytes of the header row, to be read before it; none where it begins with one
 * @param quoted whether there is a quote in the file
 */
@SuppressWarnings("ArrayRecordComponent")
record BatchPart(int number, BlobVersion file, long from, long to, byte[] header, boolean quoted)
        implements Serializable {

    static BatchPart whole(int number, BlobVersion file) {
        return new BatchPart(number, file, 0, file.size(), new byte[0], false);
    }

    boolean isWhole() {
        return from == 0 && to == file.size();
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
        return isWhole()
                ? why
                : new Rejection(
                        why.reason(),
                        why.file(),
                        String.format(
                                Locale.ROOT,
                                "after byte %,d%s%s",
                                from,
                                why.position().isEmpty() ? "" : ", ",
                                why.position()),
                        why.fault(),
                        why.remedy());
    }

    /** Opens it: a stream of exactly these bytes, after the header. */
    InputStream open(ObjectStore store) throws IOException {
        InputStream opened = open(store, file, from);
        return isWhole()
                ? opened
                : new SequenceInputStream(new ByteArrayInputStream(header), new Bounded(opened, to - from));
    }

    static InputStream open(ObjectStore store, BlobVersion file, long from) {
        return store.open(file.name(), file.etag(), from)
                .orElseThrow(() -> new Unusable(
                        file.name() + ": it was overwritten or deleted while it was read; count the new version"));
    }

    /** So many bytes of a stream and no more; one that ends before them fails. */
    static final class Bounded extends InputStream {
        private final InputStream in;
        private long left;

        Bounded(InputStream in, long length) {
            this.in = in;
            left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0 || length == 0) {
                return length == 0 ? 0 : -1;
            }
            int count = in.read(bytes, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new IOException("the file ended " + left + " bytes before it should");
            }
            left -= count;
            return count;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
