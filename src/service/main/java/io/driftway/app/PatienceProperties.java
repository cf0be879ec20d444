package io.driftway.app;

import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Time limits for calls to the store in Azure, and the pause between tries to create a Job. A call without an answer fails, and a later poll
 * tries again.
 *
 * @param tryTimeout time limit of one try, including the whole answer; in whole seconds
 * @param tries tries of one call, with a pause of half a second to eight seconds between them
 * @param betweenLaunches pause before Driftway tries again to create a Job that it could not create
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
