package io.driftway.stage;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.Ledger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds versions that waited and are no longer listed, because somebody overwrote or deleted them before they could be read. Each of them gets a
 * final record too.
 */
public final class SupersededVersions {

    private static final Logger LOG = LoggerFactory.getLogger(SupersededVersions.class);

    private final Ledger ledger;
    private final Map<String, BlobVersion> waiting = new HashMap<>();

    public SupersededVersions(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Learns what the processes before this one had begun. */
    public synchronized void recall() {
        ledger.begun().forEach(blob -> waiting.put(blob.batchId(), blob));
    }

    /** Compares what waited with what is listed now. The body stays what it is. */
    public synchronized List<BlobVersion> note(List<BlobVersion> listed) {
        Map<String, BlobVersion> now = new HashMap<>();
        listed.stream().filter(blob -> !blob.isJunk()).forEach(blob -> now.put(blob.batchId(), blob));
        waiting.keySet().removeIf(ledger::knownToHaveEnded);
        waiting.keySet().removeAll(now.keySet());
        waiting.values().removeIf(this::isSettled);
        now.forEach((id, blob) -> {
            if (!ledger.knownToHaveEnded(id)) {
                waiting.put(id, blob);
            }
        });
        return listed;
    }

    /** Whether a blob of this name was listed and has no ending yet. */
    public synchronized boolean waits(String name) {
        return waiting.values().stream()
                .anyMatch(blob -> blob.name().equals(name) && !ledger.knownToHaveEnded(blob.batchId()));
    }

    private boolean isSettled(BlobVersion blob) {
        boolean settled = ledger.supersedeIfGone(blob);
        if (settled && ledger.knownToHaveEnded(blob.batchId())) {
            LOG.atInfo()
                    .addKeyValue("batch", blob.batchId())
                    .log("batch ended without a verdict: its blob was overwritten or deleted while it waited");
        }
        return settled;
    }
}
