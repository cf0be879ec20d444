package io.driftway.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.decision.Baseline;
import io.driftway.core.decision.ReferenceFacts;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.RefusedChampion;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.model.Features;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.Manifest;
import io.driftway.core.model.Metric;
import io.driftway.core.model.Model;
import io.driftway.core.model.Quality;
import io.driftway.core.model.Scorer;
import io.driftway.core.model.Training;
import io.driftway.core.profile.Profile;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.Named;
import io.driftway.support.SettableClock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PromoteStageTest {

    private final Champions champions = new Champions(new MemoryStore(new SettableClock()), new JsonRecords());
    private final ChampionInService inService = new ChampionInService();

    private static ChampionPointer pointer(String model, long sequence) {
        return new ChampionPointer(model, "reference", "schema", sequence, null);
    }

    private static Champion champion(ChampionPointer pointer) {
        Schema schema = new Schema(List.of(new Field("x", ColumnType.NUM, Role.FEATURE, List.of())), null);
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                schema,
                new Training("none", new TreeMap<>(), "data", 1, 1, 1),
                new Quality(Map.of(Metric.AUC, 0.5, Metric.LOG_LOSS, 1.0, Metric.BRIER, 0.25), 1),
                DriftSettings.NONE,
                "trees",
                "reference",
                null);
        FlatTrees trees = new FlatTrees(
                1,
                0,
                new int[] {0},
                new int[] {FlatTrees.NONE},
                new float[] {0},
                new int[] {FlatTrees.NONE},
                new int[] {FlatTrees.NONE});
        return new Champion(
                new Model(pointer.model(), manifest, trees),
                new Baseline(pointer.model(), pointer.reference(), new Profile(1, List.of()), ReferenceFacts.NONE),
                DriftOptions.DEFAULT,
                pointer.sequence());
    }

    @Test
    void withoutAPointerThereIsNothingToNotice() {
        assertThat(new PromoteStage(champions, PromoteStageTest::champion, inService).notice())
                .isNull();
    }

    @Test
    void theFormerChampionIsRetiredAndTheNewOneIsNot() {
        AtomicInteger retired = new AtomicInteger();
        AtomicInteger loaded = new AtomicInteger();
        PromoteStage stage = new PromoteStage(
                champions,
                pointer -> {
                    Champion made = champion(pointer);
                    Model model = made.model();
                    Scorer counting = new Counting(loaded.incrementAndGet(), retired);
                    return new Champion(
                            new Model(model.id(), model.manifest(), counting),
                            made.baseline(),
                            made.drift(),
                            made.sequence());
                },
                inService);
        champions.first(Named.promotion(pointer("a", 1)));
        stage.notice();
        assertThat(retired).hasValue(0);
        champions.replace(champions.current().orElseThrow(), Named.promotion(pointer("b", 2)));
        stage.notice();
        assertThat(retired).hasValue(1);
        stage.notice();
        assertThat(retired).hasValue(1);
    }

    /** A scorer of one feature that tells its number when it is retired. */
    private record Counting(int number, AtomicInteger retired) implements Scorer {
        @Override
        public int features() {
            return 1;
        }

        @Override
        public float[] probabilities(Features rows) {
            return new float[rows.rows()];
        }

        @Override
        public void retire() {
            retired.set(number);
        }
    }

    @Test
    void aNewChampionIsNoticedOnce() {
        champions.first(Named.promotion(pointer("one", 1)));
        PromoteStage stage = new PromoteStage(champions, PromoteStageTest::champion, inService);

        assertThat(stage.notice()).isNotNull();
        assertThat(stage.notice()).isNull();
        assertThat(inService.current().orElseThrow().model().id()).isEqualTo("one");
    }

    @Test
    void aBundleThatCannotBeLoadedLeavesTheLastGoodChampionInService() {
        champions.first(Named.promotion(pointer("good", 1)));
        new PromoteStage(champions, PromoteStageTest::champion, inService).notice();
        champions.replace(champions.current().orElseThrow(), Named.promotion(pointer("corrupt", 2)));
        PromoteStage stage = new PromoteStage(
                champions,
                pointer -> {
                    throw new IllegalStateException("trees.json: the content is not what it should be");
                },
                inService);

        assertThat(stage.notice())
                .isEqualTo(new RefusedChampion(2, "trees.json: the content is not what it should be"));
        assertThat(stage.notice()).as("told once").isNull();
        assertThat(inService.current().orElseThrow().model().id()).isEqualTo("good");
    }

    @Test
    void aPointerThatGoesBackWithoutAPromotionIsRefusedAndTheChampionStays() {
        MemoryStore store = new MemoryStore(new SettableClock());
        Champions pointing = new Champions(store, new JsonRecords());
        pointing.first(Named.promotion(pointer("one", 1)));
        ObjectStore.Stored first = store.get(Keys.CHAMPION).orElseThrow();
        pointing.replace(pointing.current().orElseThrow(), Named.promotion(pointer("two", 2)));
        PromoteStage stage = new PromoteStage(pointing, PromoteStageTest::champion, inService);
        stage.notice();

        store.putIfMatch(
                Keys.CHAMPION,
                first.content(),
                store.get(Keys.CHAMPION).orElseThrow().version().etag());

        assertThat(stage.notice())
                .isEqualTo(new RefusedChampion(
                        1,
                        "champion.json: the field sequence is 1, and promotions/00000002.json is there already;"
                                + " copy the newest file of promotions/ over it"));
        assertThat(inService.current().orElseThrow().model().id()).isEqualTo("two");
    }
}
