package io.driftway.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.Manifest;
import io.driftway.core.model.Metrics;
import io.driftway.core.model.Model;
import io.driftway.core.model.Training;
import io.driftway.core.profile.Baseline;
import io.driftway.core.profile.Profile;
import io.driftway.format.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.util.List;
import java.util.TreeMap;
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
                new Metrics(0.5, 1, 0.25, 1),
                DriftSettings.NONE,
                "trees",
                "reference");
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
                new Baseline(pointer.model(), pointer.reference(), new Profile(1, List.of())),
                DriftOptions.DEFAULT,
                pointer.sequence());
    }

    @Test
    void withoutAPointerThereIsNothingToNotice() {
        assertThat(new PromoteStage(champions, PromoteStageTest::champion, inService).notice())
                .isNull();
    }

    @Test
    void aNewChampionIsNoticedOnce() {
        champions.first(pointer("one", 1));
        PromoteStage stage = new PromoteStage(champions, PromoteStageTest::champion, inService);

        assertThat(stage.notice()).isNotNull();
        assertThat(stage.notice()).isNull();
        assertThat(inService.current().orElseThrow().model().id()).isEqualTo("one");
    }

    @Test
    void aBundleThatCannotBeLoadedLeavesTheLastGoodChampionInService() {
        champions.first(pointer("good", 1));
        new PromoteStage(champions, PromoteStageTest::champion, inService).notice();
        champions.replace(champions.current().orElseThrow(), pointer("corrupt", 2));
        PromoteStage stage = new PromoteStage(
                champions,
                pointer -> {
                    throw new IllegalStateException("trees.json: the content is not what it should be");
                },
                inService);

        assertThatThrownBy(stage::notice).hasMessageContaining("trees.json");
        assertThat(inService.current().orElseThrow().model().id()).isEqualTo("good");
    }
}
