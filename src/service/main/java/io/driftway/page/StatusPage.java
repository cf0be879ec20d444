package io.driftway.page;

import io.driftway.core.decision.Evidence;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the service has done lately. The store is asked at most once in {@link #FRESH}, however many look: what it costs the store does not depend on how
 * many they are. While the store does not answer the page shows what was known before, says how old that is, and why.
 */
public final class StatusPage {

    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final int DRAWN = 100;
    private static final int VERDICTS = 30;
    private static final int OTHERS = 10;
    private static final Template TEMPLATE = new Template("status");
    private static final String UNKNOWN = "unknown";
    /** What a page has of the store before it has answered once. */
    private static final Map<String, Object> NOTHING = Map.of(
            "drift",
            "–",
            "decides",
            "",
            "rarer",
            "",
            "retraining",
            UNKNOWN,
            "retrainingSince",
            "",
            "timeline",
            "",
            "dashed",
            "",
            "shown",
            0);
    /** A listing that takes longer is one that fails. */
    private static final Duration LISTING = Duration.ofSeconds(10);

    private final ObjectStore store;
    private final RecordFormat format;
    private final Supplier<Optional<Champion>> champion;
    private final Sources sources;
    private final Pages.Ways ways;
    private final Script script;
    private final Clock clock;
    private final LastKnown<Map<String, Object>> lately;

    /**
     * What else is shown.
     *
     * @param verdicts the newest
     * @param episodes retrainings
     * @param champions changes of champion
     * @param inbox what the polls have found
     * @param obstacles what keeps an episode from running, where something does
     * @param held why a retraining that is asked for does not begin, as of the last look; empty where none is
     */
    public record Sources(
            VerdictLog verdicts,
            Episodes episodes,
            Champions champions,
            Supplier<Inbox> inbox,
            Function<Episode, Optional<Obstacle>> obstacles,
            Supplier<Optional<String>> held) {}

    /**
     * What is known of the inbox.
     *
     * @param backlog batches without an ending, by the newest listing
     * @param answered when it was listed; null before the first listing
     * @param unanswered since when no listing is answered; null if the newest was
     */
    public record Inbox(
            long backlog,
            @Nullable Instant answered,
            @Nullable Instant unanswered) {}

    StatusPage(
            ObjectStore store,
            RecordFormat format,
            Supplier<Optional<Champion>> champion,
            Sources sources,
            Pages.Ways ways,
            Script script,
            Clock clock) {
        this.store = store;
        this.format = format;
        this.champion = champion;
        this.sources = sources;
        this.ways = ways;
        this.script = script;
        this.clock = clock;
        this.lately = new LastKnown<>(this::lately, FRESH, clock);
    }

    String html() {
        LastKnown.Known<Map<String, Object>> known = lately.ask();
        Map<String, Object> shown =
                new HashMap<>(Optional.ofNullable(known.value()).orElse(NOTHING));
        shown.put("known", known.value() != null);
        shown.put("away", away(known, clock).isEmpty() ? null : away(known, clock));
        shown.put("champion", champion.get().map(ChampionView::of).orElse(null));
        shown.putAll(backlog(sources.inbox().get()));
        shown.put("pages", Link.pages("/"));
        shown.put("start", ways.start(champion.get()));
        shown.put("links", ways.all());
        shown.put("script", script.text());
        return TEMPLATE.render(shown);
    }

    /** What a page says of a store that does not answer now; empty if it does. */
    static String away(LastKnown.Known<?> known, Clock clock) {
        if (known.fault() == null) {
            return "";
        }
        return known.value() == null
                ? "Nothing is known yet. The store: " + known.fault() + "."
                : "As of " + Shown.time(known.at()) + ", " + Shown.age(Duration.between(known.at(), clock.instant()))
                        + " ago. The store: " + known.fault() + ".";
    }

    private Map<String, String> backlog(Inbox inbox) {
        Instant answered = inbox.answered();
        if (answered == null) {
            return Map.of("backlog", UNKNOWN, "backlogSince", "the inbox was not listed yet");
        }
        Instant unanswered = inbox.unanswered();
        boolean away = unanswered != null
                && Duration.between(unanswered, clock.instant()).compareTo(LISTING) > 0;
        return away
                ? Map.of(
                        "backlog",
                        UNKNOWN,
                        "backlogSince",
                        "the inbox cannot be listed; " + Shown.count(inbox.backlog()) + " batches without an ending "
                                + Shown.age(Duration.between(answered, clock.instant())) + " ago")
                : Map.of("backlog", Shown.count(inbox.backlog()), "backlogSince", "batches without an ending");
    }

    /** What is in the store. */
    private Map<String, Object> lately() {
        sources.verdicts().refreshNewest();
        List<VerdictRecord> verdicts = sources.verdicts().newestFirst();
        List<Episode> episodes = sources.episodes().all().stream()
                .sorted(Comparator.comparing((Episode e) -> e.requests().getLast())
                        .reversed())
                .toList();
        Map<String, Object> shown = new HashMap<>();
        shown.put("newest", verdicts.stream().findFirst().map(VerdictView::of).orElse(null));
        shown.put("rarer", verdicts.stream().findFirst().map(StatusPage::chance).orElse(""));
        shown.put(
                "drift",
                verdicts.stream()
                        .findFirst()
                        .map(VerdictView::of)
                        .map(VerdictView::drift)
                        .orElse("–"));
        shown.put(
                "decides",
                verdicts.stream().findFirst().map(StatusPage::decides).orElse(""));
        shown.put(
                "retraining",
                episodes.isEmpty() ? "never" : view(episodes.getFirst()).state());
        shown.put("retrainingSince", since(episodes));
        shown.put(
                "timeline", new Timeline(verdicts.stream().limit(DRAWN).toList().reversed()).svg());
        shown.put("dashed", verdicts.stream().findFirst().map(Timeline::dashed).orElse(""));
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
        return shown;
    }

    /** What the share of drifted columns has to do with the newest verdict. */
    private static String decides(VerdictRecord newest) {
        return switch (newest.judged().evidence()) {
            case Evidence.Share share when Double.isNaN(share.breachAt()) -> "";
            case Evidence.Share share -> "more than " + Shown.figure(share.breachAt()) + " is a breach";
            case Evidence.Windowed _ -> VerdictView.of(newest).drifted() + " columns; chance decides, not this share";
        };
    }

    /** Empty where the newest verdict does not stand on chance. */
    private static String chance(VerdictRecord newest) {
        return newest.judged().evidence() instanceof Evidence.Windowed evidence
                        && !evidence.looks().isEmpty()
                ? "at or below " + Shown.chance(evidence.level()) + " is more than chance; judged together: "
                        + Shown.batches(evidence.window())
                : "";
    }

    private EpisodeView view(Episode episode) {
        return EpisodeView.of(episode, sources.obstacles().apply(episode));
    }

    private String since(List<Episode> episodes) {
        Optional<String> held = sources.held().get();
        if (held.isPresent()) {
            return "asked for, and held: " + held.get();
        }
        return episodes.isEmpty()
                ? "no verdict has asked for it"
                : view(episodes.getFirst()).at();
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
