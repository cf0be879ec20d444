package io.driftway.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

class KnownPasswordTest {

    private static final String PASSWORD = "correct horse battery";

    @Test
    void aPasswordIsRightOrWrong() {
        KnownPassword known = new KnownPassword(false);

        assertThat(known.matches(PASSWORD, PASSWORD)).isTrue();
        assertThat(known.matches("correct horse battery ", PASSWORD)).isFalse();
        assertThat(known.matches("", PASSWORD)).isFalse();
    }

    @Test
    void aHashKnowsItsPasswordTheFirstTimeAndEveryOther() {
        String hash = new BCryptPasswordEncoder(4).encode(PASSWORD);
        KnownPassword known = new KnownPassword(true);

        assertThat(known.matches("wrong", hash)).isFalse();
        assertThat(known.matches(PASSWORD, hash)).isTrue();
        assertThat(known.matches("wrong", hash)).isFalse();
        assertThat(known.matches(hash, hash)).as("the hash itself").isFalse();
        assertThat(known.matches(PASSWORD, hash)).isTrue();
    }

    @Test
    void theSettingsSayNothingOfAPasswordInWords() {
        assertThat(new HawtioProperties(
                                true,
                                "ann",
                                PASSWORD,
                                List.of("127.0.0.1"),
                                List.of("localhost"),
                                "classpath:jolokia-access.xml")
                        .toString())
                .contains("ann")
                .doesNotContain(PASSWORD);
    }
}
