package io.driftway.core.ledger;

import java.util.List;

/**
 * A message from a queue which says that blobs may have arrived. It is only a hint: the ledger decides what is new. A message that is lost, doubled, late or forged changes
 * nothing but the time at which a batch begins.
 *
 * @param id of the message, given by the queue
 * @param receipt proof that this receiver has the message; it becomes invalid when another one receives the message
 * @param text of the message. Anybody may have written it: never log it
 * @param content what the text says
 */
public record Hint(String id, String receipt, String text, Content content) {

    /** What a text says. */
    public sealed interface Content {}

    /**
     * The text is one or more events.
     *
     * @param events in the order of the text
     */
    public record Events(List<BlobEvent> events) implements Content {

        public Events {
            events = List.copyOf(events);
        }
    }

    /**
     * The text cannot be understood.
     *
     * @param reason why, without a word of the text
     */
    public record Unreadable(String reason) implements Content {}

    @Override
    public String toString() {
        return "Hint[" + id + "]";
    }
}
