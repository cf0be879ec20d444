package io.driftway.app;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where a breach is reported, at most once and without a retry.
 *
 * @param uri a Camel address that receives the verdict's record as JSON; the default sends it nowhere
 */
@ConfigurationProperties("driftway.notify")
public record NotifyProperties(String uri) {

    public NotifyProperties {
        if (!uri.matches("[a-z][a-z0-9.+-]*:.+")) {
            throw new IllegalArgumentException(
                    "driftway.notify.uri must be an address of Camel's, such as https://host/path, got \"" + uri
                            + "\"");
        }
    }
}
