package io.driftway.core.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RejectionTest {

    @Test
    void whatAFileSaysCannotForgeALineNorColourATerminal() {
        Rejection rejection = new Rejection(
                Reason.BAD_NUMBER, "a\nb\u202e.csv", "line 1, column \u001b[31m", "'\u2028\u00e9'", "mend it");

        assertThat(rejection.line())
                .isEqualTo("a\\u000ab\\u202e.csv, line 1, column \\u001b[31m: '\\u2028\u00e9'; mend it");
        assertThat(rejection.position()).isEqualTo("line 1, column \\u001b[31m");
        assertThat(rejection.fault()).isEqualTo("'\\u2028\u00e9'");
        assertThat(rejection.file()).as("the name itself").isEqualTo("a\nb\u202e.csv");
    }

    @Test
    void aPositionOfTwoHundredCharactersIsShownAndOneMoreIsCut() {
        assertThat(at("\ud83d\ude00".repeat(200))).isEqualTo("\ud83d\ude00".repeat(200));
        assertThat(at("x".repeat(201))).isEqualTo("x".repeat(200) + "...");
    }

    private static String at(String position) {
        return new Rejection(Reason.BAD_NUMBER, "f", position, "wrong", "mend it").position();
    }
}
