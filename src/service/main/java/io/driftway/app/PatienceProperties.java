package io.driftway.app;

import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How long the store in Azure is waited for, and how often a cluster is asked. What has not been answered fails, and a later poll asks again.
 *
 * @param tryTimeout for one try, the whole of its answer included; in seconds, for the client counts no finer
 * @param tries of one call, half a second to eight seconds apart
 * @param betweenLaunches how long a Job that could not be created is not asked for again
 */
@ConfigurationProperties("driftway.patience")
public record PatienceProperties(Duration tryTimeout, int tries, Duration betweenLaunches) {

    private static final Duration FIRST_DELAY = Duration.ofMillis(500);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(8);

    public PatienceProperties {
        if (tryTimeout.toSeconds() < 1) {
            throw new IllegalArgumentException("driftway.patience.try-timeout must be at least 1s, got " + tryTimeout);
        }
        if (tries < 1) {
            throw new IllegalArgumentException("driftway.patience.tries must be at least 1, got " + tries);
        }
        if (betweenLaunches.isNegative()) {
            throw new IllegalArgumentException(
                    "driftway.patience.between-launches cannot be negative, got " + betweenLaunches);
        }
    }

    RequestRetryOptions retries() {
        return new RequestRetryOptions(
                RetryPolicyType.EXPONENTIAL, tries, tryTimeout, FIRST_DELAY, LONGEST_DELAY, null);
    }
}
