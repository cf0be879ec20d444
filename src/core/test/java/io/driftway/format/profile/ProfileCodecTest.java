package io.driftway.format.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.NumericColumn;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import io.driftway.core.profile.ValueCounter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileCodecTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 200, 1 << 20})
    void everyBitComesBack(int mostValues) {
        SplittableRandom random = new SplittableRandom(1);
        ValueCounter counter = new ValueCounter(mostValues);
        for (int row = 0; row < 20_000; row++) {
            counter.add(
                    switch (random.nextInt(8)) {
                        case 0 -> Double.NaN;
                        case 1 -> Double.POSITIVE_INFINITY;
                        case 2 -> 0;
                        case 3 -> Math.scalb(random.nextDouble(-1, 1), -1040);
                        case 4 -> Math.scalb(random.nextDouble(-1, 1), random.nextInt(-900, 900));
                        default -> random.nextInt(-50, 50);
                    });
        }
        Profile profile = new Profile(
                20_000,
                List.of(
                        counter.profile("x"),
                        new CategoricalProfile("ç 🙂", new TreeMap<>(Map.of("", 3L, "ß", Long.MAX_VALUE)), 7)));

        byte[] bytes = ProfileCodec.write(profile);

        assertThat(ProfileCodec.read(bytes)).isEqualTo(profile);
    }

    @Test
    void aDistinctDoubleTakesLessThanSevenBytes() {
        double[] values = new SplittableRandom(2).doubles(100_000).toArray();
        Profile profile = Profile.of(
                new io.driftway.core.batch.Batch("b", List.of(new NumericColumn("x", values)), values.length),
                List.of("x"));

        assertThat(ProfileCodec.write(profile).length / (double) values.length).isLessThan(7);
    }

    @Test
    void bytesThatAreNoProfileAreRefused() {
        byte[] bytes = ProfileCodec.write(
                new Profile(3, List.of(new NumericProfile("x", new double[] {1, 2, 3}, new long[] {1, 1, 1}, 0, 0))));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ProfileCodec.read(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        byte[] later = bytes.clone();
        later[3] = 2;
        assertThatThrownBy(() -> ProfileCodec.read(later)).hasMessageContaining("version 2");
        assertThatThrownBy(() -> ProfileCodec.read(Arrays.copyOf(bytes, bytes.length + 1)))
                .hasMessageContaining("bytes behind");
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 20_000; i++) {
            byte[] broken = bytes.clone();
            broken[4 + random.nextInt(bytes.length - 4)] = (byte) random.nextInt();
            try {
                ProfileCodec.read(broken);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageNotContaining("null");
            }
        }
    }
}
