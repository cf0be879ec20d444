package io.driftway.page;

import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Stored;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.verdict.Thresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
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

    private final ObjectStore store;
    private final RecordFormat format;
    private final Ledger ledger;
    private final StatusPage status;
    private final Thresholds thresholds;
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
            Thresholds thresholds,
            Ways ways) {
        this.store = store;
        this.format = format;
        this.ledger = ledger;
        this.status = new StatusPage(store, format, champion, sources, thresholds, ways.all(), LIVE);
        this.thresholds = thresholds;
        this.ways = ways;
    }

    @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> status() {
        return ResponseEntity.ok().header("Content-Security-Policy", POLICY).body(status.html());
    }

    @GetMapping(path = "/reports/{batchId:[0-9a-f]{64}}", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> report(@PathVariable("batchId") String batchId) {
        return ledger.verdict(batchId)
                .flatMap(verdict -> store.get(verdict.report()).map(report -> render(verdict, report)))
                .map(ResponseEntity::ok)
                .orElseGet(() -> ResponseEntity.notFound().build());
    }

    private String render(VerdictRecord verdict, Stored report) {
        List<Link> links = new ArrayList<>(List.of(new Link("All verdicts", "/")));
        links.addAll(ways.all());
        return ReportPage.of(
                verdict, format.read(report.version().key(), report.content(), Map.class), thresholds, links);
    }
}
