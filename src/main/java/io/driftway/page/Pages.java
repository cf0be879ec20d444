package io.driftway.page;

import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Stored;
import io.driftway.core.ledger.QuarantineRecord;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.retrain.Episode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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

    private static final int VERDICTS_SHOWN = 30;
    private static final int QUARANTINES_SHOWN = 10;
    private static final Template STATUS = new Template("status");
    private static final Template REPORT = new Template("report");

    private final ObjectStore store;
    private final RecordFormat format;
    private final Ledger ledger;
    private final VerdictLog verdicts;
    private final Episodes episodes;
    private final Supplier<Optional<Champion>> champion;

    public Pages(
            ObjectStore store,
            RecordFormat format,
            Ledger ledger,
            VerdictLog verdicts,
            Episodes episodes,
            Supplier<Optional<Champion>> champion) {
        this.store = store;
        this.format = format;
        this.ledger = ledger;
        this.verdicts = verdicts;
        this.episodes = episodes;
        this.champion = champion;
    }

    @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
    String status() {
        verdicts.refresh();
        Map<String, Object> shown = new HashMap<>();
        shown.put("champion", champion.get().map(ChampionView::of).orElse(null));
        shown.put(
                "verdicts",
                verdicts.newestFirst().stream()
                        .limit(VERDICTS_SHOWN)
                        .map(VerdictView::of)
                        .toList());
        shown.put(
                "episodes",
                episodes.all().stream()
                        .sorted(Comparator.comparing((Episode e) -> e.requests().getLast())
                                .reversed())
                        .map(EpisodeView::of)
                        .toList());
        shown.put("quarantined", newestQuarantines());
        return STATUS.render(shown);
    }

    private List<QuarantineRecord> newestQuarantines() {
        return store.list(Keys.QUARANTINE).stream()
                .sorted(Comparator.comparing(ObjectStore.Version::lastModified).reversed())
                .limit(QUARANTINES_SHOWN)
                .map(version -> store.get(version.key()))
                .flatMap(Optional::stream)
                .map(stored -> format.read(stored.version().key(), stored.content(), QuarantineRecord.class))
                .toList();
    }

    @GetMapping(path = "/reports/{batchId:[0-9a-f]{64}}", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> report(@PathVariable("batchId") String batchId) {
        return ledger.verdict(batchId)
                .flatMap(verdict -> store.get(verdict.report()).map(report -> render(verdict, report)))
                .map(ResponseEntity::ok)
                .orElseGet(() -> ResponseEntity.notFound().build());
    }

    private String render(VerdictRecord verdict, Stored report) {
        Map<String, Object> shown = new HashMap<>();
        Map<?, ?> figures = format.read(report.version().key(), report.content(), Map.class);
        figures.forEach((name, value) -> shown.put(String.valueOf(name), value));
        shown.put("batch", VerdictView.of(verdict));
        shown.put("columns", withImportance(figures));
        shown.put("estimates", estimates(figures));
        return REPORT.render(shown);
    }

    /** The columns of a report, each with how much the model leans on it. */
    private static List<Map<Object, Object>> withImportance(Map<?, ?> report) {
        Map<?, ?> importance = report.get("importance") instanceof Map<?, ?> known ? known : Map.of();
        List<Map<Object, Object>> columns = new ArrayList<>();
        if (report.get("columns") instanceof List<?> listed) {
            for (Object column : listed) {
                Map<Object, Object> shown = new HashMap<>((Map<?, ?>) column);
                shown.put(
                        "importance",
                        importance.get(shown.get("name")) instanceof Map<?, ?> known
                                        && known.get("mean") instanceof Number mean
                                ? Shown.figure(mean.doubleValue())
                                : "");
                columns.add(shown);
            }
        }
        return columns;
    }

    /** What the model is expected to do on the batch, a line for each figure. */
    private static List<String> estimates(Map<?, ?> report) {
        if (!(report.get("performance_estimate") instanceof Map<?, ?> estimate)) {
            return List.of();
        }
        if (estimate.get("reason") instanceof String reason) {
            return List.of("No estimate: " + reason + ".");
        }
        List<String> lines = new ArrayList<>();
        if (estimate.get("figures") instanceof Map<?, ?> figures) {
            figures.forEach((name, band) -> lines.add(name + " " + figure(band, "expected") + " (" + figure(band, "low")
                    + " to " + figure(band, "high") + ")"));
        }
        return lines;
    }

    private static String figure(Object band, String name) {
        return band instanceof Map<?, ?> figures && figures.get(name) instanceof Number number
                ? Shown.figure(number.doubleValue())
                : "–";
    }
}
