package io.driftway.invariant;

import static io.driftway.invariant.Invariant.I10_LIVENESS;
import static io.driftway.invariant.Invariant.I11_NO_SECRET;
import static io.driftway.invariant.Invariant.I12_CONTAINMENT;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Nothing takes for ever, tells what it should not, or lies about. */
final class Outputs {

    /** What is ours among the objects: the rest is what was put there for us, and predictions, which quote ids. */
    private static final List<String> OURS = List.of(
            "ended/",
            "verdicts/",
            "quarantine/",
            "superseded/",
            "ledger/",
            "episodes/",
            "promotions/",
            "contents/",
            "reports/",
            "champion.json");

    private final Evidence evidence;
    private final List<Violation> violations = new ArrayList<>();

    Outputs(Evidence evidence) {
        this.evidence = evidence;
    }

    List<Violation> violations() {
        if (evidence.drained().compareTo(evidence.bound()) > 0) {
            violations.add(I10_LIVENESS.violatedBy(
                    "the backlog took " + evidence.drained() + " to drain, at most " + evidence.bound()));
        }
        evidence.secrets().forEach(this::isNowhere);
        evidence.places().forEach(this::isEmpty);
        return violations;
    }

    private void isNowhere(String secret) {
        Records records = new Records(evidence.store());
        evidence.logs().forEach(log -> lacks("a log", log, secret));
        evidence.scrapes().forEach(scrape -> lacks("an exposition", scrape, secret));
        evidence.jobs().forEach(job -> lacks("Job " + job.getMetadata().getName(), Serialization.asJson(job), secret));
        OURS.stream().flatMap(prefix -> records.keys(prefix).stream()).forEach(key -> records.bytes(key)
                .ifPresent(c -> lacks(key, new String(c, UTF_8), secret)));
    }

    private void lacks(String what, String text, String secret) {
        if (text.contains(secret)) {
            violations.add(I11_NO_SECRET.violatedBy(what + " holds a secret"));
        }
    }

    private void isEmpty(Path place) {
        try (Stream<Path> files = Files.walk(place)) {
            files.filter(file -> !Files.isDirectory(file))
                    .forEach(
                            file -> violations.add(I12_CONTAINMENT.violatedBy(place.relativize(file) + " lies about")));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
