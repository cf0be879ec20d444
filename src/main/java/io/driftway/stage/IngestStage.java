package io.driftway.stage;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.ledger.Claim;
import io.driftway.core.ledger.Ledger;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a poll considers new. */
public final class IngestStage {

    /** The exchange property that says which blob version is on its way. */
    public static final String BLOB = "blob";

    /** The exchange property that says which attempt this is. */
    static final String ATTEMPT = "attempt";

    private static final Logger LOG = LoggerFactory.getLogger(IngestStage.class);

    private final Ledger ledger;
    private final ChampionInService champion;
    private final Backoff backoff;
    private final long maxBytes;

    /** @param maxBytes of a blob that is opened */
    public IngestStage(Ledger ledger, ChampionInService champion, Backoff backoff, long maxBytes) {
        this.maxBytes = maxBytes;
        this.ledger = ledger;
        this.champion = champion;
        this.backoff = backoff;
    }

    /** The versions without a terminal record that this process knows of, oldest first. */
    public List<BlobVersion> pending(List<BlobVersion> listed) {
        return listed.stream()
                .filter(blob -> !isJunk(blob))
                .filter(blob -> !ledger.knownToHaveEnded(blob.batchId()))
                .sorted(Comparator.comparing(BlobVersion::lastModified).thenComparing(BlobVersion::name))
                .toList();
    }

    /** Those of the pending ones that may be begun now: none without a champion, none that failed a moment ago. */
    public List<BlobVersion> due(List<BlobVersion> pending) {
        if (champion.current().isEmpty()) {
            if (!pending.isEmpty()) {
                LOG.atWarn()
                        .addKeyValue("pending", pending.size())
                        .log("batches wait: there is no champion to score them with");
            }
            return List.of();
        }
        return pending.stream().filter(blob -> backoff.isOver(blob.batchId())).toList();
    }

    /**
     * Claims the version. What it answers is the next body: the version itself when it may be opened, a rejection when it is larger than the
     * limit or has been begun too often, nothing when it is not ours.
     */
    public @Nullable Object claim(BlobVersion blob, Exchange exchange) {
        return switch (ledger.claim(blob)) {
            case Claim.Granted(int attempt) -> {
                exchange.setProperty(ATTEMPT, attempt);
                yield blob.size() <= maxBytes ? blob : tooLarge(blob);
            }
            case Claim.Exhausted(int attempts) ->
                new Rejection(
                        Reason.ATTEMPTS_EXHAUSTED,
                        blob.name(),
                        "",
                        "begun " + attempts + " times and never ended",
                        "see the log of this batch, mend the cause, and upload the file again");
            case Claim.Ended(), Claim.Busy() -> null;
        };
    }

    /** By its length as listed: not a byte of it is read. */
    private Rejection tooLarge(BlobVersion blob) {
        return new Rejection(
                Reason.TOO_LARGE,
                blob.name(),
                "",
                String.format(Locale.ROOT, "%,d bytes are more than the limit of %,d", blob.size(), maxBytes),
                "upload it in parts, or raise driftway.ingest.max-size");
    }

    /** Names that writers leave behind and nobody means as a batch. */
    private static boolean isJunk(BlobVersion blob) {
        String file = blob.name().substring(blob.name().lastIndexOf('/') + 1);
        return file.isEmpty()
                || file.startsWith(".")
                || file.startsWith("_")
                || file.endsWith(".tmp")
                || file.endsWith(".crc");
    }
}
