package io.driftway.app;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The links of the pages.
 *
 * @param grafana address of the Grafana with this service's dashboards; no link if empty
 */
@ConfigurationProperties("driftway.pages")
public record PageProperties(String grafana) {

    public PageProperties {
        if (!grafana.isEmpty() && !grafana.matches("https?://[^\\s\"'<>]+")) {
            throw new IllegalArgumentException(
                    "driftway.pages.grafana must be an address that begins with http:// or https://, got \"" + grafana
                            + "\"");
        }
    }
}
