package io.driftway.app;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The Azure Storage queue in which Event Grid tells of new blobs, so that a batch begins within seconds. The inbox is listed all the same.
 *
 * @param name the queue, in the account of the store; empty for none. Messages that a person must look at go to a second queue, whose name ends with {@code -poison}
 * @param cron when Driftway looks at the queue
 * @param visibility how long a message is hidden from other replicas while its batch is worked on; in whole seconds
 * @param retry how long a message is hidden when its batch still waits; in whole seconds
 * @param endpoint address of the account's queues, if it is not the usual one of the public cloud; without a query, so that it holds no signature
 */
@ConfigurationProperties("driftway.queue")
public record QueueProperties(
        String name,
        String cron,
        Duration visibility,
        Duration retry,
        @Nullable String endpoint) {

    /** By Azure's rules, with room for the end of the second queue's name. */
    private static final Pattern NAME = Pattern.compile("(?=.{3,56}$)[a-z0-9]+(-[a-z0-9]+)*");

    /** As long as Azure hides a message. */
    private static final Duration LONGEST = Duration.ofDays(7);

    public QueueProperties {
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "driftway.queue.name must be 3 to 56 lower-case letters, digits and single hyphens, got \"" + name
                            + "\"");
        }
        Setting.requireCron("driftway.queue.cron", cron);
        requireSeconds("driftway.queue.visibility", visibility);
        requireSeconds("driftway.queue.retry", retry);
        if (endpoint != null && (endpoint.contains("?") || !endpoint.matches("https?://.+"))) {
            throw new IllegalArgumentException(
                    "driftway.queue.endpoint must be an address without a query, such as https://account.queue.core.windows.net");
        }
    }

    private static void requireSeconds(String name, Duration value) {
        if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(LONGEST) > 0 || value.toNanosPart() > 0) {
            throw new IllegalArgumentException(name + " must be whole seconds from 1s to 7d, got " + value);
        }
    }

    /** Whether there is a queue. */
    boolean isSet() {
        return !name.isEmpty();
    }

    /** Refuses a queue beside a store that no event tells of. */
    void check(StoreProperties store) {
        if (isSet() && store.kind() != StoreProperties.Kind.AZURE) {
            throw new IllegalArgumentException(
                    "driftway.queue.name needs driftway.store.kind azure, got \"" + name + "\" with kind folder");
        }
    }
}
