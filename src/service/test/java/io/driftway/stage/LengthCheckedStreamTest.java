package io.driftway.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class LengthCheckedStreamTest {

    private static InputStream of(int bytes, long listed) {
        return new LengthCheckedStream(new ByteArrayInputStream(new byte[bytes]), "incoming/b.csv", listed);
    }

    @Test
    void asManyBytesAsWereListedAreWhole() throws IOException {
        assertThat(of(7, 7).readAllBytes()).hasSize(7);
        try (InputStream in = of(3, 3)) {
            assertThat(in.read()).isZero();
            assertThat(in.skip(2)).isEqualTo(2);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void fewerFailWhereTheyEnd() {
        assertThatThrownBy(() -> of(5, 7).readAllBytes())
                .isInstanceOf(IOException.class)
                .hasMessage("incoming/b.csv ended after 5 of the 7 bytes that were listed");
    }
}
