package io.driftway.stage;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BatchReader;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Sha256;
import io.driftway.core.batch.VerifiedReader;
import io.driftway.core.flow.Arrival;
import io.driftway.core.ledger.Champion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import org.apache.camel.ExchangeProperty;

/** Bytes to rows. The champion is chosen here and stays with the batch to its end. */
public final class DecodeStage {

    private final BatchReader reader;
    private final ChampionInService champion;

    public DecodeStage(BatchReader reader, ChampionInService champion) {
        this.reader = reader;
        this.champion = champion;
    }

    /** An {@link Arrival}, or the {@link Rejection} that says why there is none. */
    public Object decode(InputStream content, @ExchangeProperty(IngestStage.BLOB) BlobVersion blob) throws IOException {
        Champion inService = champion.current()
                .orElseThrow(() -> new IllegalStateException("there is no champion to decode a batch for"));
        MessageDigest digest = Sha256.digest();
        try (InputStream in = new DigestInputStream(new WholeStream(content, blob.name(), blob.size()), digest)) {
            return switch (new VerifiedReader(reader, blob.contentMd5()).read(blob.name(), in, inService.schema())) {
                case Rejection rejection -> rejection;
                case Batch batch -> {
                    in.transferTo(OutputStream.nullOutputStream());
                    yield new Arrival(blob, Sha256.hex(digest), batch, inService);
                }
            };
        }
    }
}
