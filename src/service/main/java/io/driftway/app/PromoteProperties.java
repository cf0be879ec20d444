package io.driftway.app;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How a new champion is noticed.
 *
 * @param cron when the champion pointer is read
 */
@ConfigurationProperties("driftway.promote")
public record PromoteProperties(String cron) {

    public PromoteProperties {
        Setting.requireCron("driftway.promote.cron", cron);
    }
}
