package io.driftway.smile;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.Labelled;
import io.driftway.Shared;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.HeldOut;
import io.driftway.core.model.Manifest;
import io.driftway.core.model.Model;
import io.driftway.core.retrain.Contest;
import io.driftway.core.retrain.Gate;
import io.driftway.core.retrain.GateReport;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Challengers that must never be promoted, each trained on real rows and spoilt in one way. */
class BadChallengersTest {

    /** A champion with the rows that it came from. */
    private record Case(String name, Labelled rows, Trained trained, Model champion, Trained reversed) {

        static Case of(String name, Labelled rows) {
            Trained trained = train(rows.batch(), rows.schema(), 1);
            return new Case(
                    name, rows, trained, model(trained), train(rows.batch(), reversedFeatures(rows.schema()), 1));
        }

        @Override
        public String toString() {
            return name;
        }

        GateReport judge(Model challenger) {
            return Gate.DEFAULT.judge(
                    champion, challenger, HeldOut.of(rows.batch(), rows.schema()), Gate.Asks.NOT_WORSE);
        }
    }

    private static final List<Case> CASES = new ArrayList<>();

    @BeforeAll
    static void champions() {
        CASES.add(Case.of("customers", Labelled.customers(6_000, 5)));
        if (Shared.has("data", "telco-churn.csv")) {
            CASES.add(Case.of("telco", Labelled.telco()));
        }
    }

    static Stream<Case> cases() {
        return CASES.stream();
    }

    private static Trained train(Batch batch, Schema schema, long seed) {
        return (Trained) Trainer.train(batch, schema, new Trainer.Options(seed, 1_000));
    }

    private static Model model(Trained trained) {
        return model(trained.schema(), trained.trees(), trained);
    }

    private static Model model(Schema schema, FlatTrees trees, Trained trained) {
        return new Model(
                "challenger",
                new Manifest(
                        Manifest.FORMAT,
                        schema,
                        trained.training(),
                        trained.metrics(),
                        DriftSettings.NONE,
                        "trees",
                        "reference",
                        null),
                trees);
    }

    private static Batch withTarget(Labelled rows, CategoricalColumn target) {
        List<Column> columns = new ArrayList<>();
        for (Column column : rows.batch().columns()) {
            columns.add(column.name().equals(target.name()) ? target : column);
        }
        return new Batch("spoilt", columns, target.size());
    }

    private static CategoricalColumn target(Labelled rows) {
        return (CategoricalColumn)
                rows.batch().column(rows.schema().target().orElseThrow().name()).orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void trainedAgainWithAnotherSeedItPasses(Case of) {
        GateReport report = of.judge(model(train(of.rows().batch(), of.rows().schema(), 2)));
        assertThat(report.reason()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void withShuffledLabelsItRanksByChance(Case of) {
        CategoricalColumn target = target(of.rows());
        int[] codes = target.codes().clone();
        Random random = new Random(1);
        for (int i = codes.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int code = codes[i];
            codes[i] = codes[other];
            codes[other] = code;
        }
        Batch shuffled = withTarget(of.rows(), new CategoricalColumn(target.name(), target.dictionary(), codes));
        GateReport report = of.judge(model(train(shuffled, of.rows().schema(), 1)));
        assertThat(report.reason())
                .matches("AUC 0\\.[3456]\\d{3} against the champion's 0\\.[78]\\d{3}: the difference may be .*");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void withTheSameOutputForEveryRowItIsNoModel(Case of) {
        Trained trained = of.trained();
        FlatTrees constant = new FlatTrees(
                trained.trees().features(),
                trained.trees().intercept(),
                new int[] {0},
                new int[] {FlatTrees.NONE},
                new float[] {0},
                new int[] {FlatTrees.NONE},
                new int[] {FlatTrees.NONE});
        GateReport report = of.judge(model(trained.schema(), constant, trained));
        assertThat(report.reason())
                .matches("the challenger gives all 1\\d{3} held-out rows the same probability, 0\\.2\\d{3}");
    }

    /** Flat trees cannot give NaN; another runtime could, so it is put into what a real model gives. */
    @ParameterizedTest
    @MethodSource("cases")
    void withOutputThatIsNoNumberItIsRefused(Case of) {
        HeldOut heldOut = HeldOut.of(of.rows().batch(), of.rows().schema());
        float[] good = of.champion().score(heldOut.rows()).probabilities();
        float[] bad = good.clone();
        Arrays.fill(bad, 10, 13, Float.NaN);
        assertThat(Gate.DEFAULT
                        .judge(new Contest(heldOut, good, bad), Gate.Asks.NOT_WORSE)
                        .reason())
                .matches("the challenger gives no number \\(NaN or infinite\\) for 3 of 1\\d{3} held-out rows");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void withFeaturesInAnotherOrderItIsRefusedByItsSchema(Case of) {
        GateReport report = of.judge(model(of.reversed()));
        assertThat(report.reason()).startsWith("column 2 of the challenger is ");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void withFeaturesInAnotherOrderThatItDoesNotAdmitItIsRefusedByItsFigures(Case of) {
        GateReport report = of.judge(model(of.rows().schema(), of.reversed().trees(), of.reversed()));
        assertThat(report.reason()).startsWith("AUC 0.");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void withTheOtherClassAsThePositiveItIsRefusedByItsSchema(Case of) {
        Trained trained = train(of.rows().batch(), new Schema(of.rows().schema().fields(), "No"), 1);
        assertThat(of.judge(model(trained)).reason())
                .isEqualTo("the challenger's probability is of the class No, the champion's of Yes");
        GateReport unadmitted = of.judge(model(of.rows().schema(), trained.trees(), trained));
        assertThat(unadmitted.reason())
                .matches(
                        "AUC 0\\.[12]\\d{3} against the champion's .*; log loss .*; Brier score .*; calibration error .*");
    }

    private static Schema reversedFeatures(Schema schema) {
        List<Field> fields = new ArrayList<>(schema.features());
        Collections.reverse(fields);
        List<Field> all = new ArrayList<>();
        schema.fields().stream().filter(field -> field.role() == Role.ID).forEach(all::add);
        all.addAll(fields);
        all.addAll(schema.fields().stream()
                .filter(field -> field.role() != Role.ID && field.role() != Role.FEATURE)
                .toList());
        return new Schema(all, schema.positive());
    }
}
