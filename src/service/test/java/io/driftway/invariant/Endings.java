package io.driftway.invariant;

import static io.driftway.invariant.Invariant.I1_NO_LOSS;
import static io.driftway.invariant.Invariant.I2_NO_DUPLICATES;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Sha256;
import io.driftway.core.ledger.Keys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Each blob version that was listed or begun ended in one record; no record was changed. */
final class Endings {

    private static final Map<String, String> KINDS = Map.of(
            "verdict", Keys.VERDICTS,
            "quarantine", Keys.QUARANTINE,
            "superseded", Keys.SUPERSEDED,
            "joined", Keys.LABELS_JOINED);

    private static final Pattern BEGUN = Pattern.compile("ledger/(?:hours/[^/]+/)?([0-9a-f]{64})/.*");

    private final Evidence evidence;
    private final Records records;
    private final List<Violation> violations = new ArrayList<>();

    Endings(Evidence evidence) {
        this.evidence = evidence;
        this.records = new Records(evidence.store());
    }

    List<Violation> violations() {
        Map<String, JsonNode> ended = records.under(Keys.ENDED);
        Set<String> due = new TreeSet<>(listed().keySet());
        records.keys("ledger/").stream()
                .map(BEGUN::matcher)
                .filter(Matcher::matches)
                .map(m -> m.group(1))
                .forEach(due::add);
        due.removeAll(ended.keySet());
        due.forEach(id -> violations.add(I1_NO_LOSS.violatedBy("batch " + id + " has not ended")));
        Map<String, Map<String, JsonNode>> copies = new HashMap<>();
        KINDS.forEach((kind, prefix) -> copies.put(kind, records.under(prefix)));
        ended.forEach((id, ending) -> agree(id, ending, copies));
        copies.forEach((kind, found) -> found.keySet().stream()
                .filter(id -> !ended.containsKey(id))
                .forEach(id -> violations.add(
                        I1_NO_LOSS.violatedBy(kind + " " + id + " is there and the batch has not ended"))));
        copies.get("verdict").forEach(this::isOfItsSource);
        evidence.earlier().forEach(this::isUnchanged);
        return violations;
    }

    /** The versions that are in the inbox now, by batch id. */
    Map<String, BlobVersion> listed() {
        Map<String, BlobVersion> listed = new HashMap<>();
        evidence.store().list(Evidence.INBOX).stream()
                .map(v -> new BlobVersion(
                        evidence.account(), evidence.container(), v.key(), v.etag(), v.size(), v.lastModified()))
                .filter(blob -> !blob.isJunk() && !blob.isFolder())
                .forEach(blob -> listed.put(blob.batchId(), blob));
        return listed;
    }

    private void agree(String id, JsonNode ending, Map<String, Map<String, JsonNode>> copies) {
        List<String> kinds =
                KINDS.keySet().stream().filter(ending::hasNonNull).sorted().toList();
        if (kinds.size() != 1) {
            violations.add(I1_NO_LOSS.violatedBy("batch " + id + " ended in " + kinds));
        }
        for (String kind : KINDS.keySet()) {
            JsonNode copy = copies.get(kind).get(id);
            if (!kinds.contains(kind)) {
                if (copy != null) {
                    violations.add(I1_NO_LOSS.violatedBy("batch " + id + " ended in " + kinds + " and has a " + kind));
                }
            } else if (!ending.get(kind).equals(copy)) {
                violations.add(I1_NO_LOSS.violatedBy("the " + kind + " of batch " + id
                        + (copy == null ? " was not copied" : " is not the one it ended in")));
            }
        }
    }

    private void isOfItsSource(String id, JsonNode verdict) {
        JsonNode source = verdict.path("source");
        String of = Sha256.of(
                source.path("account").asText(),
                source.path("container").asText(),
                source.path("name").asText(),
                source.path("etag").asText());
        if (!of.equals(id) || !verdict.path("batch_id").asText().equals(id)) {
            violations.add(I2_NO_DUPLICATES.violatedBy("verdict " + id + " is of another blob version"));
        }
    }

    private void isUnchanged(String key, String sha256) {
        String now = records.bytes(key).map(Endings::sha256).orElse("nothing");
        if (!now.equals(sha256)) {
            violations.add(I2_NO_DUPLICATES.violatedBy(key + " is not what it was"));
        }
    }

    static String sha256(byte[] content) {
        return Sha256.of(content);
    }
}
