package io.driftway.format.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunksTest {

    private static Chunks<int[]> filled(int cells) {
        Chunks<int[]> chunks = new Chunks<>(int[]::new);
        int at = 0;
        while (at < cells) {
            int[] chunk = chunks.add();
            for (int i = 0; i < chunk.length; i++) {
                chunk[i] = at++;
            }
        }
        return chunks;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 65, 128, 65_535, 65_536, 65_537, 131_072, 1_000_003})
    void theCellsComeBackInTheirOrder(int cells) {
        assertThat(filled(cells).take(cells))
                .isEqualTo(IntStream.range(0, cells).toArray());
    }

    @Test
    void aShortColumnTakesLittleAndALongOneWastesLittle() {
        assertThat(filled(1).cells()).isEqualTo(64);
        assertThat(filled(10_000_000).cells()).isLessThan(10_000_000 + 65_536);
    }
}
