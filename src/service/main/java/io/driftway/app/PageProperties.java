package io.driftway.app;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What the pages lead on to.
 *
 * @param grafana address of the Grafana that shows this service's dashboards, for a link; none if empty
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
