package io.driftway.stage;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Kinded;
import io.driftway.core.ledger.Champion;
import io.driftway.core.pipeline.CountedBatches;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which batches are too large for one process: blobs of so many bytes, and folders of files that are one batch, see {@link BlobVersion#isFolder}. They are counted on Spark, and judged by their
 * counts once these are there. Until then they hold up no other batch.
 */
public final class LargeBatches {

    /** The exchange property that holds the batches that somebody is to be asked to count. */
    public static final String ASKED = "toCount";

    /** The exchange property that holds all large batches that are not counted yet. */
    public static final String WAITING = "large";

    private static final Logger LOG = LoggerFactory.getLogger(LargeBatches.class);

    /** How soon somebody is asked again: the Job may have been deleted, or have failed and be gone. */
    private static final Duration AGAIN = Duration.ofMinutes(5);

    /** How long a folder of parts may be open before somebody is told. */
    private static final Duration OPEN = Duration.ofHours(1);

    private final @Nullable CountedBatches counted;
    private final ChampionInService champion;
    private final String inbox;
    private final long fromBytes;
    private final Clock clock;
    private final Map<String, Instant> asked = new HashMap<>();
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    private LargeBatches(
            @Nullable CountedBatches counted, ChampionInService champion, String inbox, long fromBytes, Clock clock) {
        this.counted = counted;
        this.champion = champion;
        this.inbox = inbox;
        this.fromBytes = fromBytes;
        this.clock = clock;
    }

    /** Returns that no batch is large: each file of a folder is a batch. */
    public static LargeBatches none() {
        return new LargeBatches(null, new ChampionInService(), "", Long.MAX_VALUE, Clock.systemUTC());
    }

    /**
     * Returns that folders below the inbox are batches, and are large.
     *
     * @param inbox the folder of the inbox, which is no batch itself: each file in it is one
     * @param fromBytes a blob of so many bytes is large too
     */
    public static LargeBatches of(
            CountedBatches counted, ChampionInService champion, String inbox, long fromBytes, Clock clock) {
        return new LargeBatches(counted, champion, inbox, fromBytes, clock);
    }

    /** Tells whether a listed version is a batch: not what writers leave behind, and not a part of a folder. */
    public boolean isBatch(BlobVersion blob) {
        return !blob.isJunk()
                && (blob.isFolder() ? counted != null && !blob.folder().equals(inbox) : !isPart(blob));
    }

    private boolean isPart(BlobVersion blob) {
        return counted != null && blob.isPart() && !folder(blob).equals(inbox);
    }

    private static String folder(BlobVersion blob) {
        return blob.name().substring(0, blob.name().lastIndexOf('/') + 1);
    }

    /** Says in the log, once for each, which folders have parts and are not closed for long: their parts wait. */
    void tellOfOpenFolders(List<BlobVersion> listed) {
        Instant since = clock.instant().minus(OPEN);
        Set<String> closed = listed.stream().map(BlobVersion::folder).collect(Collectors.toSet());
        for (BlobVersion blob : listed) {
            if (counted != null
                    && isPart(blob)
                    && blob.lastModified().isBefore(since)
                    && !closed.contains(folder(blob))
                    && told.add(folder(blob))
                    && !counted.isClosed(folder(blob))) {
                LOG.atWarn()
                        .addKeyValue("folder", folder(blob))
                        .addKeyValue(
                                "remedy", "write " + BlobVersion.SUCCESS + " into it, or move its files into " + inbox)
                        .log("a folder of parts is not closed, and its files wait");
            }
        }
    }

    boolean isLarge(BlobVersion blob) {
        return counted != null && (blob.isFolder() || blob.size() >= fromBytes);
    }

    /** Returns what was counted of a large batch under the champion in service, or why it is refused; empty where nobody has counted it. */
    Optional<Kinded> find(BlobVersion blob) {
        CountedBatches records = counted;
        return records == null ? Optional.empty() : champion.current().flatMap(now -> records.find(blob, now));
    }

    /**
     * Takes the large batches that are not counted yet out of those that wait, and puts them into the property {@value #WAITING}, and those into {@value #ASKED} that somebody is to be asked
     * to count now.
     *
     * @return the other ones, in their order
     */
    public synchronized List<BlobVersion> setAside(List<BlobVersion> pending, Exchange exchange) {
        List<BlobVersion> others = new ArrayList<>(pending.size());
        List<BlobVersion> ask = new ArrayList<>();
        List<BlobVersion> waiting = new ArrayList<>();
        Champion now = champion.current().orElse(null);
        for (BlobVersion blob : pending) {
            if (counted == null || now == null || !isLarge(blob) || counted.has(blob, now)) {
                others.add(blob);
            } else {
                waiting.add(blob);
                if (isToBeAsked(blob)) {
                    counted.request(blob);
                    ask.add(blob);
                }
            }
        }
        asked.keySet().retainAll(waiting.stream().map(BlobVersion::batchId).collect(Collectors.toSet()));
        exchange.setProperty(WAITING, waiting);
        exchange.setProperty(ASKED, List.copyOf(ask));
        return others;
    }

    private boolean isToBeAsked(BlobVersion blob) {
        Instant now = clock.instant();
        Instant last = asked.get(blob.batchId());
        if (last != null && last.plus(AGAIN).isAfter(now)) {
            return false;
        }
        asked.put(blob.batchId(), now);
        return true;
    }

    /** Says in the log that a batch waits for somebody to count it. */
    public void say(BlobVersion blob) {
        LOG.atWarn()
                .addKeyValue("batch", blob.batchId())
                .addKeyValue("blob", blob.name())
                .addKeyValue(
                        "remedy", "count it with io.driftway.spark.CountJob, or say driftway.spark.launcher=kubernetes")
                .log("a large batch waits to be counted");
    }
}
