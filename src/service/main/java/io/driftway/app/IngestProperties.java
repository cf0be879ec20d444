package io.driftway.app;

import io.driftway.core.ledger.ClaimRules;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * How batches come in.
 *
 * @param cron when the inbox is listed
 * @param prefix where in the store the inbox is
 * @param replica the name of this process, the same after a restart
 * @param maxAttempts how often a batch fails before it is set aside
 * @param maxDeaths how often the process ends over a batch without telling why before the batch is set aside; kills from outside are among them
 * @param claimTimeout how long after its last sign another replica's attempt is left alone; a replica gives three signs in that time while it works
 * @param settle how long a version must have stayed as it is before it is begun
 * @param maxSize of a blob as it is stored; a larger one is set aside unopened
 */
@ConfigurationProperties("driftway.ingest")
public record IngestProperties(
        String cron,
        String prefix,
        String replica,
        int maxAttempts,
        int maxDeaths,
        Duration claimTimeout,
        Duration settle,
        DataSize maxSize) {

    public IngestProperties {
        Setting.requireCron("driftway.ingest.cron", cron);
        if (prefix.isBlank() || !prefix.endsWith("/")) {
            throw new IllegalArgumentException(
                    "driftway.ingest.prefix must be a folder that ends with /, got \"" + prefix + "\"");
        }
        if (settle.isNegative()) {
            throw new IllegalArgumentException("driftway.ingest.settle cannot be negative, got " + settle);
        }
        if (maxSize.toBytes() < 1) {
            throw new IllegalArgumentException("driftway.ingest.max-size must be at least 1 byte, got " + maxSize);
        }
        Setting.of("driftway.ingest", () -> new ClaimRules(replica, maxAttempts, maxDeaths, claimTimeout));
    }

    /** The largest blob that is opened, in bytes. */
    long maxBytes() {
        return maxSize.toBytes();
    }

    ClaimRules rules() {
        return new ClaimRules(replica, maxAttempts, maxDeaths, claimTimeout);
    }
}
