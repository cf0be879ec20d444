package io.driftway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class QueueCheckTest {

    private static Finding finding(Supplier<QueueCheck.Counts> counts) {
        return new QueueCheck("events", "events-poison", counts, _ -> "give it the role")
                .look()
                .getFirst();
    }

    private static Finding finding(int waiting, int setAside) {
        return finding(() -> new QueueCheck.Counts(OptionalInt.of(waiting), OptionalInt.of(setAside)));
    }

    @Test
    void messagesThatWaitAreCounted() {
        assertThat(finding(0, 0)).isEqualTo(Finding.ok("queue", "events: about 0 messages wait, 0 set aside"));
        assertThat(finding(1, 0)).isEqualTo(Finding.ok("queue", "events: about 1 message waits, 0 set aside"));
        assertThat(finding(12_345, 0))
                .isEqualTo(Finding.ok("queue", "events: about 12,345 messages wait, 0 set aside"));
    }

    @Test
    void aMessageThatWasSetAsideIsAWarningWithTheQueueToLookAt() {
        assertThat(finding(0, 2))
                .isEqualTo(Finding.warning(
                        "queue",
                        "events: about 0 messages wait, 2 set aside",
                        "read them in the queue events-poison, then delete them"));
    }

    @Test
    void anIdentityThatMayNotCountIsToldTheRole() {
        Finding some = finding(() -> new QueueCheck.Counts(OptionalInt.of(1), OptionalInt.empty()));

        assertThat(some.state()).isEqualTo(Finding.State.OK);
        assertThat(some.line()).contains("events answers", "Storage Queue Data Reader");
        assertThat(finding(() -> new QueueCheck.Counts(OptionalInt.empty(), OptionalInt.of(1))))
                .isEqualTo(some);
    }

    @Test
    void aQueueThatDoesNotAnswerIsAFaultInOneSentence() {
        assertThat(finding(() -> {
                    throw new UncheckedIOException(new IOException("Azure Queue refused"));
                }))
                .isEqualTo(Finding.fault("queue", "Azure Queue refused", "give it the role"));
    }
}
