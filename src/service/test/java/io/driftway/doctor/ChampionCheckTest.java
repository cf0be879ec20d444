package io.driftway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.doctor.Finding.State;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.Named;
import io.driftway.support.SettableClock;
import org.junit.jupiter.api.Test;

/** That a champion is well is shown by {@code DoctorCommandTest}, with a real one. */
class ChampionCheckTest {

    private final Champions champions = new Champions(new MemoryStore(new SettableClock()), new JsonRecords());
    private final ChampionCheck check = new ChampionCheck(champions, pointer -> {
        throw new IllegalStateException("model " + pointer.model() + ": trees.json is not what the manifest names");
    });

    @Test
    void noChampionIsAFaultThatSaysHowToMakeOne() {
        assertThat(check.look()).singleElement().satisfies(finding -> {
            assertThat(finding.state()).isEqualTo(State.FAULT);
            assertThat(finding.line()).contains("there is none", "driftway publish");
        });
    }

    @Test
    void aBrokenChampionIsAFaultWithItsReasonAndTheWayBack() {
        champions.first(Named.promotion(new ChampionPointer("m", "r", "s", 1, null)));

        assertThat(check.look()).singleElement().satisfies(finding -> {
            assertThat(finding.state()).isEqualTo(State.FAULT);
            assertThat(finding.line())
                    .contains("promotion 1", "trees.json is not what the manifest names", "driftway models rollback");
        });
    }
}
