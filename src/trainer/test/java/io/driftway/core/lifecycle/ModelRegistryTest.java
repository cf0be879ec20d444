package io.driftway.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.Labelled;
import io.driftway.core.drift.DriftMethod;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.Champions;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ModelRegistryTest {

    private static Trained trained;

    private final MemoryStore store = new MemoryStore(Clock.systemUTC());
    private final Champions champions = new Champions(store, new JsonRecords());

    @BeforeAll
    static void train() {
        Labelled customers = Labelled.customers(1_500, 1);
        trained = (Trained) Trainer.train(customers.batch(), customers.schema(), Trainer.Options.DEFAULT);
    }

    @Test
    void whatTheServiceSaysOfComparisonGoesBeforeTheManifest() {
        Bundle bundle = new BundleFiles()
                .write(trained, columns(Map.of("age", "ks", "monthly_fee", "psi"), Map.of("age", 0.01)));

        Champion champion = champion(bundle, columns(Map.of("age", "es"), Map.of("monthly_fee", 0.3)));

        assertThat(champion.drift())
                .isEqualTo(new DriftOptions(
                        null,
                        null,
                        Map.of(),
                        Map.of(),
                        Map.of(
                                "age",
                                DriftMethod.named("es").orElseThrow(),
                                "monthly_fee",
                                DriftMethod.named("psi").orElseThrow()),
                        Map.of("age", 0.01, "monthly_fee", 0.3)));
    }

    @Test
    void settingsThatDoNotFitTheModelAreRefusedWhenItIsLoaded() {
        Bundle bundle = new BundleFiles().write(trained, DriftSettings.NONE);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> champion(bundle, columns(Map.of("region", "ks"), Map.of())))
                .withMessageStartingWith("method ks does not apply to column region of type cat; name another for it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> champion(bundle, columns(Map.of(), Map.of("shoe_size", 0.1))))
                .withMessageStartingWith("a threshold is given for shoe_size, which is not among the columns compared");
    }

    @Test
    void aManifestThatDoesNotFitIsABrokenBundle() {
        assertThatThrownBy(() -> new BundleFiles().write(trained, columns(Map.of("region", "psy"), Map.of())))
                .isInstanceOf(BrokenBundle.class)
                .hasMessageContaining("drift: there is no method psy; there are ks, ");
    }

    private Champion champion(Bundle bundle, DriftSettings configured) {
        ModelRegistry registry =
                new ModelRegistry(new ModelStore(store, new BundleFiles()), champions, configured, Clock.systemUTC());
        registry.publishFirst(bundle);
        return registry.load(champions.current().orElseThrow().pointer());
    }

    private static DriftSettings columns(Map<String, String> methods, Map<String, Double> thresholds) {
        return new DriftSettings(null, null, Map.of(), Map.of(), methods, thresholds);
    }
}
