package io.driftway.core.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.model.DriftSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DriftOptionsTest {

    private static final DriftSettings SETTINGS = new DriftSettings(
            "jensenshannon",
            0.3,
            Map.of("num", "ks"),
            Map.of("num", 0.02),
            Map.of("fee", "wasserstein"),
            Map.of("fee", 0.4, "age", 0.01));

    @Test
    void theColumnGoesBeforeItsTypeAndItsTypeBeforeAll() {
        DriftOptions options = DriftOptions.of(SETTINGS);

        assertThat(options.methodOf("fee", ColumnType.NUM)).isEqualTo(DriftMethod.WASSERSTEIN);
        assertThat(options.methodOf("age", ColumnType.NUM)).isEqualTo(DriftMethod.KS);
        assertThat(options.methodOf("plan", ColumnType.CAT)).isEqualTo(DriftMethod.JENSEN_SHANNON);
        assertThat(options.thresholdOf("fee", ColumnType.NUM, DriftMethod.WASSERSTEIN))
                .isEqualTo(0.4);
        assertThat(options.thresholdOf("age", ColumnType.NUM, DriftMethod.KS)).isEqualTo(0.01);
        assertThat(options.thresholdOf("tenure", ColumnType.NUM, DriftMethod.KS))
                .isEqualTo(0.02);
        assertThat(options.thresholdOf("plan", ColumnType.CAT, DriftMethod.JENSEN_SHANNON))
                .isEqualTo(0.3);
        assertThat(DriftOptions.DEFAULT.thresholdOf("plan", ColumnType.CAT, DriftMethod.Z))
                .isEqualTo(DriftMethod.Z.defaultThreshold());
    }

    @Test
    void settingsOverOthersLeaveWhatTheyDoNotSay() {
        DriftSettings over = new DriftSettings(
                        null, 0.5, Map.of("cat", "psi"), Map.of(), Map.of("fee", "ks"), Map.of("plan", 0.2))
                .withDefaults(SETTINGS);

        assertThat(over)
                .isEqualTo(new DriftSettings(
                        "jensenshannon",
                        0.5,
                        Map.of("num", "ks", "cat", "psi"),
                        Map.of("num", 0.02),
                        Map.of("fee", "ks"),
                        Map.of("fee", 0.4, "age", 0.01, "plan", 0.2)));
    }

    @Test
    void aThresholdOfOneOrMoreNeedsADistance() {
        Map<String, ColumnType> columns = Map.of("fee", ColumnType.NUM);
        DriftSettings loose = new DriftSettings(null, 2.0, Map.of(), Map.of(), Map.of(), Map.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DriftOptions.of(loose).requireFit(columns))
                .withMessage("the threshold of fee is 1 or more, which is none for a p-value, and the rules may choose"
                        + " one; name a distance as its method");
        DriftOptions.of(new DriftSettings("wasserstein", 2.0, Map.of(), Map.of(), Map.of(), Map.of()))
                .requireFit(columns);
    }
}
