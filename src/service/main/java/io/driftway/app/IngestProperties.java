package io.driftway.app;

import io.driftway.core.ledger.ClaimRules;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * How batches are found and begun.
 *
 * @param cron when Driftway lists the inbox
 * @param wholeCron when Driftway looks at the whole inbox and at all records: the net below an inbox of dated folders, and below messages that were lost
 * @param prefix folder of the inbox in the store
 * @param folders pattern of dated folders below the prefix, in UTC, such as yyyy/MM/dd/ or yyyy/MM/dd/HH/; a poll then lists only the folders of late. Empty lists the whole inbox at each
 *     poll
 * @param lookback how far back a poll lists dated folders
 * @param replica name of this process; it must stay the same after a restart
 * @param maxAttempts failures of a batch before it goes to quarantine
 * @param maxDeaths deaths of a process during work on a batch before the batch goes to quarantine; a death is an end without a recorded reason,
 *     including a kill from outside
 * @param claimTimeout time without renewal after which another replica may take over an attempt; a working replica renews three times in this
 *     time
 * @param parallelism batches that one process works on at the same time; 0 is one for each core, as long as each has 256 MB of the heap. Together they keep
 *     to driftway.limits.memory-share: small batches share it, and a large batch is worked on alone
 * @param settle how long a blob version must stay unchanged before Driftway begins it
 * @param maxSize largest stored size of a blob; a larger blob goes to quarantine unopened
 */
@ConfigurationProperties("driftway.ingest")
public record IngestProperties(
        String cron,
        String wholeCron,
        String prefix,
        String folders,
        Duration lookback,
        String replica,
        int maxAttempts,
        int maxDeaths,
        Duration claimTimeout,
        int parallelism,
        Duration settle,
        DataSize maxSize) {

    private static final Duration LONGEST_LOOKBACK = Duration.ofDays(366);
    private static final long HEAP_OF_A_BATCH = 256 << 20;

    public IngestProperties {
        Setting.requireCron("driftway.ingest.cron", cron);
        if (prefix.isBlank() || !prefix.endsWith("/")) {
            throw new IllegalArgumentException(
                    "driftway.ingest.prefix must be a folder that ends with /, got \"" + prefix + "\"");
        }
        Setting.requireCron("driftway.ingest.whole-cron", wholeCron);
        requireFolders(folders);
        if (lookback.isNegative() || lookback.compareTo(LONGEST_LOOKBACK) > 0) {
            throw new IllegalArgumentException("driftway.ingest.lookback must be from 0s to 366d, got " + lookback);
        }
        if (settle.isNegative()) {
            throw new IllegalArgumentException("driftway.ingest.settle cannot be negative, got " + settle);
        }
        if (parallelism < 0) {
            throw new IllegalArgumentException("driftway.ingest.parallelism cannot be negative, got " + parallelism);
        }
        if (maxSize.toBytes() < 1) {
            throw new IllegalArgumentException("driftway.ingest.max-size must be at least 1 byte, got " + maxSize);
        }
        Setting.of("driftway.ingest", () -> new ClaimRules(replica, maxAttempts, maxDeaths, claimTimeout));
    }

    private static void requireFolders(String folders) {
        if (folders.isEmpty()) {
            return;
        }
        boolean dated;
        try {
            String folder = DateTimeFormatter.ofPattern(folders, Locale.ROOT)
                    .withZone(ZoneOffset.UTC)
                    .format(Instant.EPOCH);
            dated = folder.endsWith("/") && !folder.startsWith("/") && folder.contains("1970");
        } catch (IllegalArgumentException | DateTimeException unreadable) {
            dated = false;
        }
        if (!dated) {
            throw new IllegalArgumentException(
                    "driftway.ingest.folders must be a pattern of dated folders with the year, such as yyyy/MM/dd/, that ends with /, got \""
                            + folders + "\"");
        }
    }

    /** The largest blob that is opened, in bytes. */
    long maxBytes() {
        return maxSize.toBytes();
    }

    /**
     * How many batches are worked on at the same time.
     *
     * @param cores of this machine
     * @param heap the most bytes of it
     */
    int threads(int cores, long heap) {
        return parallelism > 0 ? parallelism : (int) Math.clamp(heap / HEAP_OF_A_BATCH, 1, Math.max(1, cores));
    }

    ClaimRules rules() {
        return new ClaimRules(replica, maxAttempts, maxDeaths, claimTimeout);
    }
}
