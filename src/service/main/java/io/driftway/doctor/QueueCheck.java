package io.driftway.doctor;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;

/** Whether the queue of hints answers, how many messages wait in it, and how many were set aside. It changes nothing. */
public final class QueueCheck implements Check {

    private static final String SUBJECT = "queue";

    /**
     * What a queue says of itself.
     *
     * @param waiting messages that wait; empty when this identity may not know
     * @param setAside messages that a person must look at; empty when this identity may not know
     */
    public record Counts(OptionalInt waiting, OptionalInt setAside) {}

    private final String name;
    private final String asideName;
    private final Supplier<Counts> counts;
    private final Function<UncheckedIOException, String> remedy;

    /**
     * @param name of the queue
     * @param asideName of the queue for messages that were set aside
     * @param counts asks the queue; throws when it does not answer
     * @param remedy what to do when it does not
     */
    public QueueCheck(
            String name, String asideName, Supplier<Counts> counts, Function<UncheckedIOException, String> remedy) {
        this.name = name;
        this.asideName = asideName;
        this.counts = counts;
        this.remedy = remedy;
    }

    @Override
    public List<Finding> look() {
        try {
            return List.of(finding(counts.get()));
        } catch (UncheckedIOException failure) {
            Throwable told = failure.getCause() == null ? failure : failure.getCause();
            return List.of(Finding.fault(SUBJECT, String.valueOf(told.getMessage()), remedy.apply(failure)));
        }
    }

    private Finding finding(Counts counted) {
        if (counted.waiting().isEmpty() || counted.setAside().isEmpty()) {
            return Finding.ok(
                    SUBJECT,
                    name
                            + " answers; its messages are counted for an identity with the role Storage Queue Data Reader");
        }
        int setAside = counted.setAside().getAsInt();
        String what = String.format(
                Locale.ROOT,
                "%s: about %,d %s, %,d set aside",
                name,
                counted.waiting().getAsInt(),
                counted.waiting().getAsInt() == 1 ? "message waits" : "messages wait",
                setAside);
        return setAside == 0
                ? Finding.ok(SUBJECT, what)
                : Finding.warning(SUBJECT, what, "read them in the queue " + asideName + ", then delete them");
    }
}
