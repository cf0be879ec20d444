package io.driftway.format.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {

    /** Among them the usual traps: halfway cases, the smallest and largest doubles, more than 15 digits, exponents that cancel. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "-0.0",
                "1",
                "+1",
                "007",
                "29.85",
                ".5",
                "5.",
                "1e3",
                "1E+3",
                "1e-3",
                "123456789012345",
                "1234567890123456",
                "9007199254740993",
                "9007199254740993.0000000000000001",
                "0.1",
                "0.3",
                "1e22",
                "1e23",
                "1e-22",
                "1e-23",
                "4.9e-324",
                "2.4703282292062327e-324",
                "1.7976931348623157e308",
                "1e309",
                "-1e309",
                "1e-400",
                "1e999999999999",
                "0e999999999999",
                "0.000000000000000000000000000001",
                "100000000000000000000000000000000",
                "123456789012345e22",
                "0.000001234567890123456789",
                "2.2250738585072011e-308"
            })
    void isTheDoubleThatJavaItselfReads(String text) {
        assertThat(parse(text)).isEqualTo(Double.parseDouble(text));
        assertThat(parse("  " + text + "\t")).isEqualTo(Double.parseDouble(text));
    }

    @Test
    void agreesWithJavaOnRandomNumbers() {
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            String text =
                    switch (i % 4) {
                        case 0 -> Double.toString(Double.longBitsToDouble(random.nextLong()));
                        case 1 -> Double.toString(random.nextGaussian() * 1e4);
                        case 2 -> Long.toString(random.nextLong() >> random.nextInt(64));
                        default -> random.nextInt(1_000_000) + "." + random.nextInt(1_000_000);
                    };
            if (!text.equals("NaN")) {
                assertThat(parse(text)).as(text).isEqualTo(Double.parseDouble(text));
            }
        }
    }

    /** Written out in full they have up to hundreds of digits, and the last decides. */
    @Test
    void agreesWithJavaHalfwayBetweenTwoDoublesAndJustBeside() {
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            double low = Math.scalb(1 + random.nextDouble(), random.nextInt(400) - 200);
            BigDecimal half =
                    new BigDecimal(low).add(new BigDecimal(Math.nextUp(low))).divide(BigDecimal.TWO);
            for (BigDecimal number : List.of(half, half.add(half.ulp()), half.subtract(half.ulp()))) {
                for (String text : List.of(number.toString(), "-" + number.toPlainString())) {
                    assertThat(parse(text)).as(text).isEqualTo(Double.parseDouble(text));
                }
            }
        }
    }

    private static double parse(String text) {
        byte[] bytes = ("," + text + ",").getBytes(UTF_8);
        return Decimal.parse(bytes, 1, bytes.length - 2);
    }
}
