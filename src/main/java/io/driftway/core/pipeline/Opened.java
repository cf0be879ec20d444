package io.driftway.core.pipeline;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BatchReader;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Sha256;
import io.driftway.core.batch.VerifiedReader;
import io.driftway.core.ledger.Champion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/** A blob that was opened: a batch that can be scored, or the reason why there is none. */
public sealed interface Opened permits Arrival, Opened.Refused {

    /** A blob that holds no batch. */
    record Refused(Rejection why) implements Opened {}

    /**
     * Reads a blob to its end, typed by the champion's schema, and closes it.
     *
     * @throws IOException when the blob cannot be read to its end
     */
    static Opened read(BatchReader reader, InputStream content, BlobVersion blob, Champion champion)
            throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = new DigestInputStream(content, digest)) {
            return switch (new VerifiedReader(reader, blob.contentMd5()).read(blob.name(), in, champion.schema())) {
                case Rejection rejection -> new Refused(rejection);
                case Batch batch -> {
                    in.transferTo(OutputStream.nullOutputStream());
                    yield new Arrival(blob, Sha256.hex(digest), batch, champion);
                }
            };
        }
    }
}
