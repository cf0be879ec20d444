package io.driftway.app;

import io.driftway.core.verdict.Thresholds;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * When the share of drifted columns means something.
 *
 * @param warnAt a share past this is a warning
 * @param breachAt a share past this asks for retraining
 * @param minimumRows a batch with fewer rows is inconclusive
 */
@ConfigurationProperties("driftway.drift")
public record DriftProperties(double warnAt, double breachAt, long minimumRows) {

    public DriftProperties {
        Setting.of("driftway.drift", () -> new Thresholds(warnAt, breachAt, minimumRows));
    }

    Thresholds thresholds() {
        return new Thresholds(warnAt, breachAt, minimumRows);
    }
}
