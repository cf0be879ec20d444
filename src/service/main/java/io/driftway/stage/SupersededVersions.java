package io.driftway.stage;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.Ledger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds versions that waited and are no longer listed, because somebody overwrote or deleted them before they could be read. Each of them gets a
 * final record too.
 */
public final class SupersededVersions {

    /** The exchange property that says of which folders a listing is, where it is not of all. */
    public static final String FOLDERS = "folders";

    private static final Logger LOG = LoggerFactory.getLogger(SupersededVersions.class);

    private final Ledger ledger;
    private final LargeBatches large;
    private final Map<String, BlobVersion> waiting = new HashMap<>();

    public SupersededVersions(Ledger ledger, LargeBatches large) {
        this.ledger = ledger;
        this.large = large;
    }

    /** Learns what the processes before this one had begun in the last day. */
    public void recallLately() {
        add(ledger.begunLately());
    }

    /** Learns all that any process had begun. */
    public void recall() {
        add(ledger.begun());
    }

    private synchronized void add(List<BlobVersion> begun) {
        begun.forEach(blob -> waiting.put(blob.batchId(), blob));
    }

    /** Returns the names of the blobs that waited when they were last listed. */
    public synchronized List<String> names() {
        waiting.keySet().removeIf(ledger::knownToHaveEnded);
        return waiting.values().stream().map(BlobVersion::name).distinct().toList();
    }

    /** Tells whether a version of this blob waited when it was last listed, and has not ended, as far as this process knows. */
    public synchronized boolean waits(String name) {
        return waiting.entrySet().stream()
                .anyMatch(entry -> entry.getValue().name().equals(name) && !ledger.knownToHaveEnded(entry.getKey()));
    }

    /**
     * Compares what waited with what is listed now. The body stays what it is.
     *
     * @param folders that were listed; null where all were
     */
    public synchronized List<BlobVersion> note(
            List<BlobVersion> listed, @ExchangeProperty(FOLDERS) @Nullable List<String> folders) {
        Map<String, BlobVersion> now = new HashMap<>();
        listed.stream().filter(large::isBatch).forEach(blob -> now.put(blob.batchId(), blob));
        waiting.keySet().removeIf(ledger::knownToHaveEnded);
        waiting.keySet().removeAll(now.keySet());
        waiting.values().removeIf(blob -> isIn(blob, folders) && isSettled(blob));
        now.forEach((id, blob) -> {
            if (!ledger.knownToHaveEnded(id)) {
                waiting.put(id, blob);
            }
        });
        return listed;
    }

    private static boolean isIn(BlobVersion blob, @Nullable List<String> folders) {
        return folders == null || folders.stream().anyMatch(blob.name()::startsWith);
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
