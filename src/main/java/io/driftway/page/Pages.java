package io.driftway.page;

import io.driftway.core.decision.ThresholdRule;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Stored;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.ledger.VerdictRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The status page, and the drift report of each batch. */
@RestController
public final class Pages {

    private static final Script LIVE = Script.of("live");
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; " + LIVE.policy()
            + "; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

    private static final Duration FRESH = Duration.ofSeconds(2);
    /** So many reports are kept that were looked at, to be shown while the store is away. */
    private static final int KEPT = 16;

    private final ObjectStore store;
    private final RecordFormat format;
    private final Ledger ledger;
    private final Clock clock;
    private final StatusPage status;
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
     */
    public record Ways(boolean hawtio, String grafana) {

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
            ThresholdRule thresholds,
            Ways ways,
            Clock clock) {
        this.store = store;
        this.format = format;
        this.ledger = ledger;
        this.clock = clock;
        this.status = new StatusPage(store, format, champion, sources, thresholds, ways.all(), LIVE, clock);
        this.ways = ways;
    }

    @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> status() {
        return ResponseEntity.ok().header("Content-Security-Policy", POLICY).body(status.html());
    }

    @GetMapping(path = "/reports/{batchId:[0-9a-f]{64}}", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> report(@PathVariable("batchId") String batchId) {
        LastKnown.Known<Optional<Report>> known = reportOf(batchId).ask();
        Optional<Report> report = known.value();
        if (report != null && report.isPresent()) {
            return ResponseEntity.ok(render(report.get(), known));
        }
        return known.fault() == null
                ? notice(HttpStatus.NOT_FOUND, "There is no report of this batch.")
                : notice(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "The report cannot be read now. The store: " + known.fault() + ".");
    }

    private static ResponseEntity<String> notice(HttpStatus status, String sentence) {
        return ResponseEntity.status(status).body(Notice.html(status.value(), sentence));
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

    private String render(Report report, LastKnown.Known<?> known) {
        List<Link> links = new ArrayList<>(List.of(new Link("All verdicts", "/")));
        links.addAll(ways.all());
        return ReportPage.of(
                report.verdict(),
                format.read(report.content().version().key(), report.content().content(), Map.class),
                links,
                StatusPage.away(known, clock));
    }
}
