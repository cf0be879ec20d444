package io.driftway.app;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who is told of a breach, at most once and without a retry.
 *
 * @param uri address of Camel's that takes the verdict's record as JSON; the default takes it nowhere
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
