package io.driftway.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.decision.Evidence;
import io.driftway.core.decision.Sentence;
import io.driftway.core.decision.Verdict;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.History;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Stored;
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
    private final History history;
    private final LastKnown<History.View> refreshed;
    private final Supplier<Optional<Champion>> champion;
    private final Map<String, LastKnown<Optional<Report>>> reports = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, LastKnown<Optional<Report>>> eldest) {
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
            History history,
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
        this.champion = champion;
        this.ways = ways;
    }

    @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> status() {
        return ResponseEntity.ok().header("Content-Security-Policy", POLICY).body(status.html());
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
        LastKnown.Known<History.View> known = refreshed.ask();
        // History may have been read further since.
        History.View view = history.view();
        return json
                ? answer(HttpStatus.OK, MediaType.APPLICATION_JSON, BatchesPage.json(query, view, known.fault()))
                : ResponseEntity.ok()
                        .header("Content-Security-Policy", POLICY_WITH_FORM)
                        .contentType(PAGE)
                        .body(BatchesPage.html(
                                query, view, StatusPage.away(known, clock), ways.start(champion.get()), ways.all()));
    }

    /** A page; where JSON is asked for, the stored report with the verdict. */
    @GetMapping(
            path = "/reports/{batchId:[0-9a-f]{64}}",
            produces = {MediaType.TEXT_HTML_VALUE, MediaType.APPLICATION_JSON_VALUE})
    ResponseEntity<String> report(
            @PathVariable("batchId") String batchId,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept) {
        LastKnown.Known<Optional<Report>> known = reportOf(batchId).ask();
        Optional<Report> report = known.value();
        if (report != null && report.isPresent()) {
            return asksForJson(accept)
                    ? answer(HttpStatus.OK, MediaType.APPLICATION_JSON, json(report.get()))
                    : answer(HttpStatus.OK, PAGE, render(report.get(), known));
        }
        return known.fault() == null
                ? notice(HttpStatus.NOT_FOUND, "There is no report of this batch.")
                : notice(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "The report cannot be read now. The store: " + known.fault() + ".");
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

    private ResponseEntity<String> answer(HttpStatus status, MediaType type, Map<String, ?> content) {
        return answer(status, type, new String(format.write(content), UTF_8));
    }

    private static ResponseEntity<String> answer(HttpStatus status, MediaType type, String content) {
        return ResponseEntity.status(status).contentType(type).body(content);
    }

    private static ResponseEntity<String> notice(HttpStatus status, String sentence) {
        return answer(status, PAGE, Notice.html(status.value(), sentence));
    }

    private LastKnown<Optional<Report>> reportOf(String batchId) {
        synchronized (reports) {
            return reports.computeIfAbsent(batchId, id -> new LastKnown<>(() -> read(id), FRESH, clock));
        }
    }

    /** A verdict, and the report that it names. */
    private record Report(VerdictRecord verdict, Stored content) {}

    private Optional<Report> read(String batchId) {
        return ledger.verdict(batchId)
                .flatMap(verdict -> store.get(verdict.report()).map(content -> new Report(verdict, content)));
    }

    private String json(Report report) {
        VerdictRecord record = report.verdict();
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("batch", record.batchId());
        shown.put("name", record.source().name());
        shown.put("outcome", record.outcome());
        shown.put("sentence", Sentence.of(record.judged()));
        shown.put("verdict", record.verdict() == null ? null : tree(record.verdict()));
        read(report).forEach((name, value) -> shown.put(String.valueOf(name), value));
        return new String(format.write(shown), UTF_8);
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
                report.verdict(), read(report), window(report.verdict()), links, StatusPage.away(known, clock));
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
