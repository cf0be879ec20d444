package io.driftway.core.ledger;

import java.util.List;

/** A queue of {@link Hint}s that any number of replicas share. A failure of the queue is an {@link java.io.UncheckedIOException}. */
public interface Hints {

    /**
     * Receives messages and hides them from other receivers for a while. A message that is neither deleted nor postponed in that time appears again.
     *
     * @param most the most messages, at least 1
     * @return empty when none waits
     */
    List<Hint> receive(int most);

    /** Deletes the message. Does nothing when the message is gone, or another receiver has it by now. */
    void delete(Hint hint);

    /** Has the message appear again after a short pause. Does nothing when the message is gone, or another receiver has it by now. */
    void postpone(Hint hint);

    /**
     * Moves the message to the queue for what a person must look at. It is never lost on the way; it may be there twice.
     *
     * @param reason why, in a few words
     */
    void setAside(Hint hint, String reason);

    /** Returns the name of the queue for what a person must look at. */
    String asideName();

    /**
     * What became of the messages of one look at the queue.
     *
     * @param looked messages that name a batch of the inbox, which is looked at next
     * @param ignored messages that are about something else and were deleted
     * @param setAside messages that a person must look at
     */
    record Sorted(List<Hint> looked, int ignored, int setAside) {

        public Sorted {
            looked = List.copyOf(looked);
        }
    }
}
