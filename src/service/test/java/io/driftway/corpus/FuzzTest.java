package io.driftway.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Reason;
import org.junit.jupiter.api.Test;

class FuzzTest {

    private static final long INPUTS = 30_000;

    @Test
    void everyInputIsRowsOrARejectionThatSaysWhatAndWhatToDo() {
        Fuzz.Found found = new Fuzz(1).between(0, INPUTS);

        assertThat(found.faults()).isEmpty();
        assertThat(found.reasons().keySet())
                .as("reasons that the inputs come to")
                .contains(
                        Reason.EMPTY,
                        Reason.NO_ROWS,
                        Reason.RAGGED_ROW,
                        Reason.QUOTE,
                        Reason.ENCODING,
                        Reason.BINARY,
                        Reason.BAD_NUMBER,
                        Reason.MISSING_COLUMN,
                        Reason.SCHEMA_MISSING,
                        Reason.DUPLICATE_COLUMN,
                        Reason.COMPRESSED,
                        Reason.CELL_TOO_LONG);
        assertThat(found.reasons().values().stream().mapToLong(Long::longValue).sum())
                .as("and others are read")
                .isBetween(INPUTS / 10, INPUTS * 9 / 10);
    }

    @Test
    void anInputDependsOnItsNumberAndTheSeedAlone() {
        assertThat(new Fuzz(7).input(123_456)).isEqualTo(new Fuzz(7).input(123_456));
        assertThat(new Fuzz(7).input(123_456)).isNotEqualTo(new Fuzz(8).input(123_456));
    }
}
