package io.driftway.core.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.ledger.Promotion.Kind;
import io.driftway.core.model.Metric;
import io.driftway.core.model.Quality;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromotionsTest {

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final Champions champions = new Champions(store, new JsonRecords());

    private Promotion promotion(String model, long sequence, Kind kind, String from) {
        return Promotion.of(
                new ChampionPointer(model, "reference of " + model, "schema", sequence, null),
                kind,
                clock.instant(),
                "somebody@somewhere",
                "a reason",
                new Quality(Map.of(Metric.AUC, 0.8, Metric.LOG_LOSS, 0.4, Metric.BRIER, 0.1), 100),
                from.isEmpty() ? null : new Promotion.Former(from, "reference of " + from, null));
    }

    private Instant make(String model, Kind kind) {
        clock.advance(Duration.ofHours(1));
        var current = champions.current();
        boolean made = current.isEmpty()
                ? champions.first(promotion(model, 1, kind, ""))
                : champions.replace(
                        current.get(),
                        promotion(
                                model,
                                current.get().promotion().sequence() + 1,
                                kind,
                                current.get().promotion().model()));
        assertThat(made).isTrue();
        return clock.instant();
    }

    private byte[] content(String key) {
        return store.get(key).orElseThrow().content();
    }

    @Test
    void anEntryIsWhatThePointerWas() {
        make("a", Kind.PUBLISH);
        byte[] first = content(Keys.CHAMPION);
        make("b", Kind.RETRAIN);

        assertThat(content("promotions/00000001.json")).isEqualTo(first);
        assertThat(content("promotions/00000002.json")).isEqualTo(content(Keys.CHAMPION));
        assertThat(champions.history().entries()).extracting(Promotion::model).containsExactly("a", "b");
    }

    @Test
    void whoDiesBetweenThePointerAndItsEntryLosesNothing() {
        make("a", Kind.PUBLISH);
        Promotion unnoted = promotion("b", 2, Kind.RETRAIN, "a");
        store.putIfMatch(
                Keys.CHAMPION,
                new JsonRecords().write(unnoted),
                champions.current().orElseThrow().etag());
        assertThat(store.get("promotions/00000002.json")).isEmpty();

        assertThat(new Champions(store, new JsonRecords()).history().entries()).contains(unnoted);
        assertThat(content("promotions/00000002.json")).isEqualTo(content(Keys.CHAMPION));
    }

    @Test
    void thePointerIsNotMovedOnBeforeItsEntryIsWritten() {
        make("a", Kind.PUBLISH);
        store.putIfMatch(
                Keys.CHAMPION,
                new JsonRecords().write(promotion("b", 2, Kind.RETRAIN, "a")),
                champions.current().orElseThrow().etag());
        store.log().clear();

        make("c", Kind.RETRAIN);

        assertThat(store.log().stream().filter(call -> call.startsWith("put ") || call.startsWith("replace ")))
                .containsExactly(
                        "put promotions/00000002.json", "replace champion.json", "put promotions/00000003.json");
        assertThat(champions.history().entries())
                .extracting(Promotion::sequence)
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void anEntryIsNeverChanged() {
        make("a", Kind.PUBLISH);
        byte[] before = content("promotions/00000001.json");

        champions.note(promotion("other", 1, Kind.PROMOTE, ""));

        assertThat(content("promotions/00000001.json")).isEqualTo(before);
    }

    @Test
    void aPointerOfBeforeThereWasALedgerIsDatedByItsFile() {
        store.putIfAbsent(
                Keys.CHAMPION,
                "{\"model\":\"a\",\"reference\":\"r\",\"schema\":\"s\",\"sequence\":7,\"episode\":null}"
                        .getBytes(UTF_8));
        Instant written = clock.instant();
        clock.advance(Duration.ofDays(1));

        assertThat(champions.history().entries()).singleElement().satisfies(promotion -> {
            assertThat(promotion.sequence()).isEqualTo(7);
            assertThat(promotion.kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(promotion.at()).isEqualTo(written);
            assertThat(promotion.who()).isEqualTo("not known");
        });
    }

    @Test
    void anyoneCanTellWhichModelWasLiveWhen() {
        Instant a = make("a", Kind.PUBLISH);
        Instant b = make("b", Kind.RETRAIN);
        Instant back = make("a", Kind.ROLLBACK);
        Promotions history = champions.history();

        assertThat(history.liveAt(a.minusNanos(1))).isEmpty();
        assertThat(history.liveAt(a).orElseThrow().model()).isEqualTo("a");
        assertThat(history.liveAt(b.minusNanos(1)).orElseThrow().model()).isEqualTo("a");
        assertThat(history.liveAt(b).orElseThrow().model()).isEqualTo("b");
        assertThat(history.liveAt(back.plusSeconds(1)).orElseThrow().sequence()).isEqualTo(3);
        assertThat(history.until(history.entries().get(1))).contains(back);
    }

    @Test
    void aClockThatIsBehindDoesNotTurnTheOrderOver() {
        Instant first = make("a", Kind.PUBLISH);
        clock.advance(Duration.ofHours(-5));
        make("b", Kind.RETRAIN);

        assertThat(champions.history().entries()).extracting(Promotion::at).containsExactly(first, first);
        assertThat(champions.history().liveAt(first).orElseThrow().model()).isEqualTo("b");
    }

    @Test
    void aSecondRollbackGoesOneFurtherBack() {
        make("a", Kind.PUBLISH);
        make("b", Kind.RETRAIN);
        make("c", Kind.RETRAIN);
        assertThat(champions.history().previous()).contains("b");
        make("b", Kind.ROLLBACK);
        assertThat(champions.history().previous()).contains("a");
        make("a", Kind.ROLLBACK);
        assertThat(champions.history().previous()).isEmpty();
    }

    @Test
    void aModelRolledBackFromIsWithdrawnUntilAPersonBringsItBack() {
        make("a", Kind.PUBLISH);
        make("b", Kind.RETRAIN);
        assertThat(champions.history().withdrawal("b")).isEmpty();
        make("a", Kind.ROLLBACK);
        assertThat(champions.history().withdrawal("b").orElseThrow().sequence()).isEqualTo(3);
        assertThat(champions.history().withdrawal("a")).isEmpty();
        assertThat(champions.history().withdrawal("stranger")).isEmpty();
        make("b", Kind.PROMOTE);
        assertThat(champions.history().withdrawal("b")).isEmpty();
    }

    @Test
    void whatLayBetweenIsWithdrawnToo() {
        make("a", Kind.PUBLISH);
        make("b", Kind.RETRAIN);
        make("c", Kind.RETRAIN);
        make("a", Kind.ROLLBACK);

        assertThat(champions.history().withdrawal("b")).isPresent();
        assertThat(champions.history().withdrawal("c")).isPresent();
    }
}
