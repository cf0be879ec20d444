package io.driftway.stage;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Kinded;
import io.driftway.core.batch.Rejection;
import io.driftway.core.ledger.Champion;
import io.driftway.core.pipeline.IncomingBatch;
import io.driftway.core.pipeline.Opened;
import io.driftway.core.pipeline.Pipeline;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.ExchangeProperty;

/** Decodes a blob into rows. The stage also chooses the champion, which stays with the batch to its end. */
public final class DecodeStage {

    private final Pipeline pipeline;
    private final ChampionInService champion;

    public DecodeStage(Pipeline pipeline, ChampionInService champion) {
        this.pipeline = pipeline;
        this.champion = champion;
    }

    /** An {@link IncomingBatch}, or the {@link Rejection} that says why there is none. */
    public Kinded decode(InputStream content, @ExchangeProperty(IngestStage.BLOB) BlobVersion blob) throws IOException {
        Champion inService = champion.current()
                .orElseThrow(() -> new IllegalStateException(
                        "a batch cannot be decoded without a champion; driftway publish makes the first one"));
        return switch (pipeline.decode(new LengthCheckedStream(content, blob.name(), blob.size()), blob, inService)) {
            case Opened.Refused(Rejection why) -> why;
            case IncomingBatch incoming -> incoming;
        };
    }
}
