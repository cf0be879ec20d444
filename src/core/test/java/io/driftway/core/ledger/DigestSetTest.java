package io.driftway.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Sha256;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestSetTest {

    private final DigestSet set = new DigestSet();

    @Test
    void itHoldsWhatWasAddedHoweverMuchItGrew() {
        int many = 5_000;
        for (int i = 0; i < many; i++) {
            assertThat(set.add(Sha256.of("in" + i))).isTrue();
            assertThat(set.add(Sha256.of("in" + i))).isFalse();
        }

        assertThat(set.size()).isEqualTo(many);
        assertThat(IntStream.range(0, many)).allMatch(i -> set.contains(Sha256.of("in" + i)));
        assertThat(IntStream.range(0, many)).noneMatch(i -> set.contains(Sha256.of("out" + i)));
    }

    @Test
    void digestsThatBeginAlikeAreTold() {
        String one = "ab".repeat(8) + "01".repeat(24);
        String two = "ab".repeat(8) + "02".repeat(24);
        set.add(one);

        assertThat(set.contains(one)).isTrue();
        assertThat(set.contains(two)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
            })
    void whatIsNoDigestIsKeptTooAndMixedUpWithNone(String text) {
        assertThat(set.contains(text)).isFalse();
        assertThat(set.add(text)).isTrue();
        assertThat(set.add(text)).isFalse();
        assertThat(set.contains(text)).isTrue();
        assertThat(set.contains(text + "0")).isFalse();
    }
}
