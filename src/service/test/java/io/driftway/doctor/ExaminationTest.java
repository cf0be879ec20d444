package io.driftway.doctor;

import static io.driftway.support.Patience.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ExaminationTest {

    @Test
    void aCheckThatThrowsOrHangsIsAFaultAndTheOthersAreMade() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);

        assertThat(new Examination(NEVER)
                        .with("one", () -> {
                            throw new IllegalStateException("broken\n\tat somewhere");
                        })
                        .with("two", () -> {
                            never.await();
                            return List.of();
                        })
                        .with("three", () -> {
                            throw new NullPointerException();
                        })
                        .with("four", () -> List.of(Finding.ok("four", "well")))
                        .findings())
                .containsExactly(
                        Finding.fault("one", "broken", "mend that and ask again"),
                        Finding.fault(
                                "two",
                                "no answer within " + NEVER.toSeconds() + " s",
                                "see whether what it needs can be reached"),
                        Finding.fault("three", "NullPointerException", "mend that and ask again"),
                        Finding.ok("four", "well"));
    }
}
