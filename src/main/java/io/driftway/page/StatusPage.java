package io.driftway.page;

import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.MalformedRecord;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Stored;
import io.driftway.core.ledger.QuarantineRecord;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.Obstacle;
import io.driftway.core.verdict.Thresholds;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the service has done lately. Made anew at most once in {@link #FRESH}, however many look: what it costs the store does not depend on how many they
 * are.
 */
public final class StatusPage {

    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final int DRAWN = 100;
    private static final int VERDICTS = 30;
    private static final int OTHERS = 10;
    private static final Template TEMPLATE = new Template("status");

    private final ObjectStore store;
    private final RecordFormat format;
    private final Supplier<Optional<Champion>> champion;
    private final Sources sources;
    private final Thresholds thresholds;
    private final List<Link> links;
    private final Script script;
    private String html = "";
    private long madeAt;

    /**
     * What else is shown.
     *
     * @param verdicts the newest
     * @param episodes retrainings
     * @param champions changes of champion
     * @param backlog batches without an ending, as of the last poll
     * @param obstacles what keeps an episode from running, where something does
     */
    public record Sources(
            VerdictLog verdicts,
            Episodes episodes,
            Champions champions,
            Supplier<Double> backlog,
            Function<Episode, Optional<Obstacle>> obstacles) {}

    StatusPage(
            ObjectStore store,
            RecordFormat format,
            Supplier<Optional<Champion>> champion,
            Sources sources,
            Thresholds thresholds,
            List<Link> links,
            Script script) {
        this.store = store;
        this.format = format;
        this.champion = champion;
        this.sources = sources;
        this.thresholds = thresholds;
        this.links = links;
        this.script = script;
    }

    synchronized String html() {
        if (html.isEmpty() || System.nanoTime() - madeAt > FRESH.toNanos()) {
            html = render();
            madeAt = System.nanoTime();
        }
        return html;
    }

    private String render() {
        sources.verdicts().refreshNewest();
        List<VerdictRecord> verdicts = sources.verdicts().newestFirst();
        List<Episode> episodes = sources.episodes().all().stream()
                .sorted(Comparator.comparing((Episode e) -> e.requests().getLast())
                        .reversed())
                .toList();
        Map<String, Object> shown = new HashMap<>();
        shown.put("champion", champion.get().map(ChampionView::of).orElse(null));
        shown.put("backlog", Shown.count(sources.backlog().get().longValue()));
        shown.put("breachAt", Shown.figure(thresholds.breachAt()));
        shown.put("newest", verdicts.stream().findFirst().map(VerdictView::of).orElse(null));
        shown.put(
                "drift",
                verdicts.stream()
                        .findFirst()
                        .map(verdict -> VerdictView.of(verdict).drift())
                        .orElse("–"));
        shown.put("retraining", episodes.isEmpty() ? "never" : state(episodes.getFirst()));
        shown.put(
                "retrainingSince",
                episodes.isEmpty()
                        ? "no verdict has asked for it"
                        : view(episodes.getFirst()).at());
        shown.put(
                "timeline",
                new Timeline(verdicts.stream().limit(DRAWN).toList().reversed(), thresholds.breachAt()).svg());
        shown.put("shown", Math.min(VERDICTS, verdicts.size()));
        shown.put(
                "verdicts",
                verdicts.stream().limit(VERDICTS).map(VerdictView::of).toList());
        shown.put(
                "promotions",
                sources.champions().history().entries().reversed().stream()
                        .limit(OTHERS)
                        .map(PromotionView::of)
                        .toList());
        shown.put("episodes", episodes.stream().limit(OTHERS).map(this::view).toList());
        shown.put("quarantined", newestQuarantines());
        shown.put("links", links);
        shown.put("script", script.text());
        return TEMPLATE.render(shown);
    }

    private EpisodeView view(Episode episode) {
        return EpisodeView.of(episode, sources.obstacles().apply(episode));
    }

    private static String state(Episode episode) {
        return episode.state().name().toLowerCase(Locale.ROOT);
    }

    private List<QuarantineRecord> newestQuarantines() {
        return store.list(Keys.QUARANTINE).stream()
                .sorted(Comparator.comparing(ObjectStore.Version::lastModified).reversed())
                .limit(OTHERS)
                .map(version -> store.get(version.key()))
                .flatMap(Optional::stream)
                .flatMap(this::read)
                .toList();
    }

    /** A record that cannot be read is not shown, and the page is. */
    private Stream<QuarantineRecord> read(Stored stored) {
        try {
            return Stream.of(format.read(stored.version().key(), stored.content(), QuarantineRecord.class));
        } catch (MalformedRecord unreadable) {
            return Stream.empty();
        }
    }
}
