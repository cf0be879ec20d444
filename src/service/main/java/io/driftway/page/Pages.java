package io.driftway.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.decision.Evidence;
import io.driftway.core.decision.Sentence;
import io.driftway.core.decision.Verdict;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.EndedBatch;
import io.driftway.core.ledger.EndedBatches;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Stored;
import io.driftway.core.ledger.QuarantineRecord;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The status page, the list of all batches, and the drift report of each. */
@RestController
public final class Pages {

    private static final Script LIVE = Script.of("live");
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; " + LIVE.policy()
            + "; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

    /** Of a page with a form that asks for itself. */
    private static final String POLICY_WITH_FORM =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private static final MediaType PAGE = new MediaType(MediaType.TEXT_HTML, UTF_8);

    private static final Duration FRESH = Duration.ofSeconds(2);
    /** So many reports are kept that were looked at, to be shown while the store is away. */
    private static final int KEPT = 16;

    private final ObjectStore store;
    private final RecordFormat format;
    private final Ledger ledger;
    private final Clock clock;
    private final VerdictLog verdicts;
    private final StatusPage status;
    private final EndedBatches history;
    private final LastKnown<EndedBatches.View> refreshed;
    private final FeatureFigures figures;
    private final Supplier<Optional<Champion>> champion;
    private final Map<String, LastKnown<Optional<Ending>>> reports = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, LastKnown<Optional<Ending>>> eldest) {
            return size() > KEPT;
        }
    };
    private final Ways ways;

    /**
     * Where a page leads on to.
     *
     * @param hawtio whether there is a console
     * @param grafana its address; empty where nobody said it
     * @param inbox where batches are put, as a person finds it
     */
    public record Ways(boolean hawtio, String grafana, String inbox) {

        /** What to do where no batch has ended, a sentence each. */
        List<String> start(Optional<Champion> champion) {
            List<String> sentences = new ArrayList<>();
            if (champion.isEmpty()) {
                sentences.add("There is no champion yet. Make the first one with driftway publish.");
            }
            sentences.add("Put a CSV, gzip or Parquet file into " + inbox + ". Its verdict appears here.");
            return sentences;
        }

        List<Link> all() {
            List<Link> links = new ArrayList<>();
            if (hawtio) {
                links.add(new Link("Routes in Hawtio", "/hawtio/"));
            }
            if (!grafana.isEmpty()) {
                links.add(new Link("Grafana", grafana));
            }
            return links;
        }
    }

    public Pages(
            ObjectStore store,
            RecordFormat format,
            Ledger ledger,
            Supplier<Optional<Champion>> champion,
            StatusPage.Sources sources,
            EndedBatches history,
            Ways ways,
            Clock clock) {
        this.store = store;
        this.format = format;
        this.ledger = ledger;
        this.clock = clock;
        this.verdicts = sources.verdicts();
        this.status = new StatusPage(store, format, champion, sources, ways, LIVE, clock);
        this.history = history;
        this.refreshed = new LastKnown<>(
                () -> {
                    history.refresh();
                    return history.view();
                },
                FRESH,
                clock);
        this.figures = new FeatureFigures(batch -> {
            String key = Keys.report(batch.batchId(), batch.model());
            return store.get(key).map(stored -> JsonPart.of(format.read(key, stored.content(), Map.class)));
        });
        this.champion = champion;
        this.ways = ways;
    }

    @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> status() {
        return ResponseEntity.ok().header("Content-Security-Policy", POLICY).body(status.html());
    }

    /** Describes what the addresses answer to programs. */
    @GetMapping(path = "/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Resource> openApi() {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(new ClassPathResource("/page/openapi.json"));
    }

    /** All batches that have ended: a page, or JSON. The parameters are those of {@link BatchQuery}. */
    @GetMapping(
            path = "/batches",
            produces = {MediaType.TEXT_HTML_VALUE, MediaType.APPLICATION_JSON_VALUE})
    ResponseEntity<String> batches(
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept) {
        boolean json = asksForJson(accept);
        BatchQuery query;
        try {
            query = BatchQuery.of(parameters);
        } catch (IllegalArgumentException refused) {
            return refusal(HttpStatus.BAD_REQUEST, String.valueOf(refused.getMessage()), json);
        }
        LastKnown.Known<EndedBatches.View> known = refreshed.ask();
        // History may have been read further since.
        EndedBatches.View view = history.view();
        return json
                ? answer(HttpStatus.OK, MediaType.APPLICATION_JSON, BatchesPage.json(query, view, known.fault()))
                : ResponseEntity.ok()
                        .header("Content-Security-Policy", POLICY_WITH_FORM)
                        .contentType(PAGE)
                        .body(BatchesPage.html(
                                query, view, StatusPage.away(known, clock), ways.start(champion.get()), ways.all()));
    }

    /**
     * The features, or one of them over time: a page, or JSON.
     *
     * @param inPath the feature; null where the parameter {@code name} says it
     * @param parameters {@code batch}, whose distribution is shown, and {@code until}, with which the shown ones end
     */
    @GetMapping(
            path = {"/features", "/features/{feature}"},
            produces = {MediaType.TEXT_HTML_VALUE, MediaType.APPLICATION_JSON_VALUE})
    ResponseEntity<String> features(
            @PathVariable(name = "feature", required = false) @Nullable String inPath,
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept) {
        boolean json = asksForJson(accept);
        LastKnown.Known<EndedBatches.View> known = refreshed.ask();
        EndedBatches.View view = history.view();
        List<EndedBatch> judged =
                view.batches().stream().filter(EndedBatch::judged).toList();
        String batch = parameters.getOrDefault("batch", "");
        Optional<FeaturePage.Window> window =
                FeaturePage.Window.of(judged, parameters.getOrDefault("until", ""), batch);
        if (window.isEmpty()) {
            return refusal(
                    HttpStatus.NOT_FOUND,
                    view.whole()
                            ? "There is no such batch. The list of all batches is at /batches."
                            : "There is no such batch among those that were read so far. Ask again later.",
                    json);
        }
        List<EndedBatch> batches = window.get().batches();
        FeatureFigures.Answer answer = figures.of(batches);
        String fault = known.fault() != null ? known.fault() : answer.fault();
        String away = known.fault() == null && answer.fault() != null
                ? "Some reports cannot be read now. The store: " + answer.fault() + "."
                : StatusPage.away(known, clock);
        String name = inPath != null ? inPath : parameters.getOrDefault("name", "");
        if (name.isEmpty()) {
            return json
                    ? answer(HttpStatus.OK, MediaType.APPLICATION_JSON, FeaturesPage.json(batches, answer, fault))
                    : answer(
                            HttpStatus.OK,
                            PAGE,
                            FeaturesPage.html(
                                    batches,
                                    answer,
                                    away,
                                    judged.isEmpty() && view.whole() ? ways.start(champion.get()) : List.of(),
                                    ways.all()));
        }
        EndedBatch chosen = batches.stream()
                .filter(one -> batch.isEmpty() || one.batchId().equals(batch))
                .reduce((one, later) -> later)
                .orElse(null);
        FeaturePage page = new FeaturePage(name, window.get(), answer, chosen, chosen == null ? null : stored(chosen));
        if (!page.isKnown()) {
            return fault == null && answer.unread() == 0
                    ? refusal(
                            HttpStatus.NOT_FOUND,
                            "No report of these batches has a feature of this name. The features are listed at /features.",
                            json)
                    : refusal(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            fault == null
                                    ? "The reports are still being read. Ask again later."
                                    : "The reports cannot be read now. The store: " + fault + ".",
                            json);
        }
        return json
                ? answer(HttpStatus.OK, MediaType.APPLICATION_JSON, page.json(fault))
                : answer(HttpStatus.OK, PAGE, page.html(away, ways.all()));
    }

    /** Null where it cannot be read now, or is gone. */
    private @Nullable JsonPart stored(EndedBatch batch) {
        Optional<Ending> ending = reportOf(batch.batchId()).ask().value();
        return ending != null && ending.isPresent() && ending.get() instanceof Report report
                ? JsonPart.of(read(report))
                : null;
    }

    /** A page; where JSON is asked for, the stored report with the verdict. */
    @GetMapping(
            path = "/reports/{batchId:[0-9a-f]{64}}",
            produces = {MediaType.TEXT_HTML_VALUE, MediaType.APPLICATION_JSON_VALUE})
    ResponseEntity<String> report(
            @PathVariable("batchId") String batchId,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept) {
        LastKnown.Known<Optional<Ending>> known = reportOf(batchId).ask();
        boolean json = asksForJson(accept);
        Optional<Ending> ending = known.value();
        if (ending != null && ending.isPresent()) {
            return switch (ending.get()) {
                case Report report ->
                    json
                            ? answer(HttpStatus.OK, MediaType.APPLICATION_JSON, json(report))
                            : answer(HttpStatus.OK, PAGE, render(report, known));
                case SetAside(QuarantineRecord record) ->
                    json
                            ? answer(HttpStatus.OK, MediaType.APPLICATION_JSON, QuarantinePage.json(record))
                            : answer(
                                    HttpStatus.OK,
                                    PAGE,
                                    QuarantinePage.html(record, StatusPage.away(known, clock), ways.all()));
            };
        }
        return known.fault() == null
                ? refusal(HttpStatus.NOT_FOUND, "There is no report of this batch.", json)
                : refusal(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "The report cannot be read now. The store: " + known.fault() + ".",
                        json);
    }

    /** Tells whether JSON is wanted, and a page is not wanted as much. */
    private static boolean asksForJson(@Nullable String accept) {
        List<MediaType> wanted = new ArrayList<>(MediaType.parseMediaTypes(accept));
        MimeTypeUtils.sortBySpecificity(wanted);
        return wanted.stream()
                .filter(type -> type.includes(MediaType.TEXT_HTML) || type.includes(MediaType.APPLICATION_JSON))
                .findFirst()
                .filter(type -> !type.includes(MediaType.TEXT_HTML))
                .isPresent();
    }

    private ResponseEntity<String> refusal(HttpStatus status, String sentence, boolean json) {
        return json
                ? answer(status, MediaType.APPLICATION_JSON, Map.of("status", status.value(), "error", sentence))
                : notice(status, sentence);
    }

    private ResponseEntity<String> answer(
            HttpStatus status, MediaType type, Map<String, ? extends @Nullable Object> content) {
        return answer(status, type, new String(format.write(content), UTF_8));
    }

    private static ResponseEntity<String> answer(HttpStatus status, MediaType type, String content) {
        return ResponseEntity.status(status).contentType(type).body(content);
    }

    private static ResponseEntity<String> notice(HttpStatus status, String sentence) {
        return answer(status, PAGE, Notice.html(status.value(), sentence));
    }

    private LastKnown<Optional<Ending>> reportOf(String batchId) {
        synchronized (reports) {
            return reports.computeIfAbsent(batchId, id -> new LastKnown<>(() -> read(id), FRESH, clock));
        }
    }

    /** What is known of a batch that has ended. */
    private sealed interface Ending {}

    /** A verdict, and the report that it names. */
    private record Report(VerdictRecord verdict, Stored content) implements Ending {}

    private record SetAside(QuarantineRecord record) implements Ending {}

    private Optional<Ending> read(String batchId) {
        Optional<VerdictRecord> verdict = ledger.verdict(batchId);
        if (verdict.isPresent()) {
            return store.get(verdict.get().report()).map(content -> new Report(verdict.get(), content));
        }
        String key = Keys.record(Keys.QUARANTINE, batchId);
        return store.get(key).map(stored -> new SetAside(format.read(key, stored.content(), QuarantineRecord.class)));
    }

    private Map<String, @Nullable Object> json(Report report) {
        VerdictRecord record = report.verdict();
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("batch", record.batchId());
        shown.put("name", record.source().name());
        shown.put("outcome", record.outcome());
        shown.put("sentence", Sentence.of(record.judged()));
        shown.put("verdict", record.verdict() == null ? null : tree(record.verdict()));
        read(report).forEach((name, value) -> shown.put(String.valueOf(name), value));
        return shown;
    }

    /** As in the record. */
    private Map<?, ?> tree(Verdict verdict) {
        return format.read("verdict", format.write(verdict), Map.class);
    }

    private Map<?, ?> read(Report report) {
        return format.read(report.content().version().key(), report.content().content(), Map.class);
    }

    private String render(Report report, LastKnown.Known<?> known) {
        List<Link> links = new ArrayList<>(List.of(new Link("All verdicts", "/")));
        links.addAll(ways.all());
        return ReportPage.of(
                report.verdict(),
                read(report),
                window(report.verdict()),
                beside(report.verdict().batchId()),
                links,
                StatusPage.away(known, clock));
    }

    /** As far as history is known: the first look at a page has it read. */
    private ReportPage.Beside beside(String batchId) {
        if (!history.view().whole()) {
            refreshed.ask();
        }
        Link previous = null;
        boolean found = false;
        for (EndedBatch batch : history.view().batches()) {
            if (found && batch.judged()) {
                return new ReportPage.Beside(previous, link(batch));
            }
            if (batch.batchId().equals(batchId)) {
                found = true;
            } else if (batch.judged()) {
                previous = link(batch);
            }
        }
        return new ReportPage.Beside(found ? previous : null, null);
    }

    private static Link link(EndedBatch batch) {
        return new Link(batch.name(), "/reports/" + batch.batchId());
    }

    /** The batches that were judged together with this one, by the names that are known of them. */
    private List<Link> window(VerdictRecord record) {
        if (!(record.judged().evidence() instanceof Evidence.Windowed evidence)) {
            return List.of();
        }
        Map<String, String> names = new HashMap<>();
        verdicts.newestFirst()
                .forEach(
                        verdict -> names.put(verdict.batchId(), verdict.source().name()));
        return evidence.batches().stream()
                .filter(batch -> !batch.equals(record.batchId()))
                .map(batch -> new Link(names.getOrDefault(batch, Shown.shortly(batch)), "/reports/" + batch))
                .toList();
    }
}
