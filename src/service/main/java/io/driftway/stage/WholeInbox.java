package io.driftway.stage;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Version;
import io.driftway.core.ledger.VerdictLog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the whole inbox and all records: what an ordinary poll lists no more, and no message told of. It holds in memory only what waits, and of that only the oldest.
 */
public final class WholeInbox {

    private static final Logger LOG = LoggerFactory.getLogger(WholeInbox.class);

    /** The exchange property that is true where a listing is only of the blobs that somebody named. */
    public static final String BY_NAME = "byName";

    /** The most batches that one look hands on. */
    static final int MOST = 100_000;

    private static final Comparator<BlobVersion> BY_AGE =
            Comparator.comparing(BlobVersion::lastModified).thenComparing(BlobVersion::name);

    private final ObjectStore store;
    private final String prefix;
    private final Function<Version, BlobVersion> named;
    private final Ledger ledger;
    private final SupersededVersions superseded;
    private final VerdictLog verdicts;
    private final LargeBatches large;
    private final int most;

    /**
     * @param prefix of the inbox
     * @param named makes a blob version of one in the store
     * @param large knows what of the inbox is a batch
     */
    public WholeInbox(
            ObjectStore store,
            String prefix,
            Function<Version, BlobVersion> named,
            Ledger ledger,
            SupersededVersions superseded,
            VerdictLog verdicts,
            LargeBatches large) {
        this(store, prefix, named, ledger, superseded, verdicts, large, MOST);
    }

    WholeInbox(
            ObjectStore store,
            String prefix,
            Function<Version, BlobVersion> named,
            Ledger ledger,
            SupersededVersions superseded,
            VerdictLog verdicts,
            LargeBatches large,
            int most) {
        this.store = store;
        this.prefix = prefix;
        this.named = named;
        this.ledger = ledger;
        this.superseded = superseded;
        this.verdicts = verdicts;
        this.large = large;
        this.most = most;
    }

    /** Learns all records anew, and returns the versions in the inbox that have not ended. */
    public List<BlobVersion> waiting() {
        ledger.recall();
        superseded.recall();
        verdicts.refreshAll();
        PriorityQueue<BlobVersion> oldest = new PriorityQueue<>(BY_AGE.reversed());
        long[] all = {0};
        store.each(prefix, version -> {
            BlobVersion blob = named.apply(version);
            if (large.isBatch(blob) && !ledger.knownToHaveEnded(blob.batchId())) {
                all[0]++;
                oldest.add(blob);
                if (oldest.size() > most) {
                    oldest.remove();
                }
            }
        });
        if (all[0] > most) {
            LOG.atWarn()
                    .addKeyValue("pending", all[0])
                    .addKeyValue("taken", most)
                    .log(
                            "more batches wait than one look takes; the oldest are begun first, the others by the next look");
        }
        return new ArrayList<>(oldest);
    }

    /** Returns of these blobs the versions that are there. */
    public List<BlobVersion> named(List<String> names, Exchange exchange) {
        exchange.setProperty(SupersededVersions.FOLDERS, names);
        exchange.setProperty(BY_NAME, true);
        return names.stream()
                .map(store::find)
                .flatMap(Optional::stream)
                .map(named)
                .toList();
    }
}
