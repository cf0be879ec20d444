package io.driftway.format.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredValuesTest {

    /** Whose first eight bytes are the same, or are padded to the same; and some that stand at the end of an array. */
    @Test
    void runsOfBytesThatBeginAlikeAreToldApart() {
        List<byte[]> values = new ArrayList<>();
        for (int length = 0; length < 400; length++) {
            values.add(new byte[length]);
            values.add(("a" + "\0".repeat(length)).getBytes(UTF_8));
            values.add(("12345678" + "x".repeat(length)).getBytes(UTF_8));
            values.add(("12345678" + "x".repeat(length) + "y").getBytes(UTF_8));
        }
        StoredValues stored = new StoredValues();
        for (int i = 0; i < values.size(); i++) {
            byte[] value = values.get(i);
            assertThat(stored.find(value, 0, value.length)).isEqualTo(StoredValues.UNSEEN);
            stored.add(value, 0, value.length);
            assertThat(stored.find(value, 0, value.length)).isEqualTo(i);
        }
        for (int i = 0; i < values.size(); i++) {
            byte[] value = values.get(i);
            byte[] within = new byte[value.length + 20];
            System.arraycopy(value, 0, within, 3, value.length);
            within[value.length + 3] = 'z';

            assertThat(stored.find(within, 3, value.length)).isEqualTo(i);
            assertThat(stored.length(i)).isEqualTo(value.length);
            assertThat(Arrays.copyOfRange(stored.bytes(), stored.start(i), stored.start(i) + stored.length(i)))
                    .isEqualTo(value);
        }
    }

    @Test
    void bitsAreToldApart() {
        StoredValues stored = new StoredValues();
        for (int i = 0; i < 5_000; i++) {
            long bits = i % 2 == 0 ? i : Double.doubleToRawLongBits(i);
            assertThat(stored.find(bits)).isEqualTo(StoredValues.UNSEEN);
            stored.add(bits);
        }
        for (int i = 0; i < 5_000; i++) {
            long bits = i % 2 == 0 ? i : Double.doubleToRawLongBits(i);
            assertThat(stored.find(bits)).isEqualTo(i);
            assertThat(stored.bits(i)).isEqualTo(bits);
        }
    }
}
