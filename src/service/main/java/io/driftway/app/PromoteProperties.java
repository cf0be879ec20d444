package io.driftway.app;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How a new champion is noticed.
 *
 * @param cron when Driftway reads the champion pointer
 */
@ConfigurationProperties("driftway.promote")
public record PromoteProperties(String cron) {

    public PromoteProperties {
        Setting.requireCron("driftway.promote.cron", cron);
    }
}
