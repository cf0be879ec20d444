package io.driftway.crash;

import com.azure.core.util.Context;
import com.azure.storage.queue.QueueClient;
import io.driftway.support.Azurite;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;

/** Event Grid on a bad day: of five events one is lost, one is doubled, one is late, and messages come that are none. */
final class UnreliableEvents {

    private static final Duration LATE = Duration.ofSeconds(15);

    private final Random random = new Random(7);
    private final QueueClient queue;
    private final QueueClient aside;
    private final String container;
    private int forged;

    UnreliableEvents(Azurite azurite, String container) {
        this.container = container;
        this.queue = azurite.queue("events-" + UUID.randomUUID());
        this.aside = azurite.queue(queue.getQueueName() + "-poison");
        queue.create();
        aside.create();
    }

    String queue() {
        return queue.getQueueName();
    }

    /** Tells of a blob, more or less. */
    void created(String name) {
        switch (random.nextInt(10)) {
            case 0, 1 -> {
                // Lost.
            }
            case 2, 3 -> {
                send(Azurite.blobCreated(container, name), null);
                send(Azurite.blobCreated(container, name), null);
            }
            case 4, 5 -> send(Azurite.blobCreated(container, name), LATE);
            default -> send(Azurite.blobCreated(container, name), null);
        }
        switch (random.nextInt(10)) {
            case 0 -> forged("no event");
            case 1 -> forged(Azurite.blobCreated("another", name));
            case 2 -> send(Azurite.blobCreated(container, name + ".of-nobody"), null);
            case 3 -> send(Azurite.blobCreated(container, "verdicts/" + name), null);
            case 4 -> send(Azurite.blobCreated(container, "incoming/"), null);
            default -> {
                // None today.
            }
        }
    }

    private void forged(String text) {
        forged++;
        send(text, null);
    }

    private void send(String text, Duration hidden) {
        queue.sendMessageWithResponse(text, hidden, null, null, Context.NONE);
    }

    int waiting() {
        return queue.getProperties().getApproximateMessagesCount();
    }

    int setAside() {
        return aside.getProperties().getApproximateMessagesCount();
    }

    /** How many a person must look at. Each is set aside once, or twice where a process died in between. */
    int forged() {
        return forged;
    }
}
