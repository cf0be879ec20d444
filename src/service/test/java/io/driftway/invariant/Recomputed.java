package io.driftway.invariant;

import static io.driftway.invariant.Invariant.I3_HONEST_VERDICT;
import static io.driftway.invariant.Invariant.I7_ONE_TRIPLE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.decision.Verdict;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.ObjectStore.Stored;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.lifecycle.ModelStore;
import io.driftway.core.pipeline.Compared;
import io.driftway.core.pipeline.IncomingBatch;
import io.driftway.core.pipeline.Pipeline;
import io.driftway.core.pipeline.Scored;
import io.driftway.format.BatchFormats;
import io.driftway.format.FlowFiles;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.json.JsonRecords;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Each verdict says what anybody finds who has the blob, the model and the reference that it names. */
final class Recomputed {

    private final Evidence evidence;
    private final Records records;
    private final Map<String, Bundle> bundles = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    Recomputed(Evidence evidence) {
        this.evidence = evidence;
        this.records = new Records(evidence.store());
    }

    List<Violation> violations() {
        Map<String, JsonNode> promotions = records.promotions();
        records.verdicts().forEach((id, verdict) -> {
            JsonNode champion = verdict.path("champion");
            if (promotions.values().stream().noneMatch(promotion -> isOf(champion, promotion))) {
                violations.add(I7_ONE_TRIPLE.violatedBy("verdict " + id
                        + " names a model, a reference, a schema and a sequence that were never promoted together"));
            }
            try {
                recompute(id, verdict, champion);
            } catch (IOException | RuntimeException unusable) {
                violations.add(I3_HONEST_VERDICT.violatedBy("verdict " + id + " cannot be recomputed: " + unusable));
            }
        });
        return violations;
    }

    private static boolean isOf(JsonNode champion, JsonNode promotion) {
        return List.of("model", "reference", "schema", "sequence").stream()
                .allMatch(name -> champion.path(name).equals(promotion.path(name)));
    }

    private void recompute(String id, JsonNode verdict, JsonNode named) throws IOException {
        JsonNode source = verdict.path("source");
        Optional<Stored> stored = evidence.store().get(source.path("name").asText());
        if (stored.isEmpty()
                || !stored.get().version().etag().equals(source.path("etag").asText())) {
            return;
        }
        byte[] content = stored.get().content();
        same(
                id,
                "content_sha256",
                Endings.sha256(content),
                verdict.path("content_sha256").asText());
        Bundle bundle = bundles.computeIfAbsent(named.path("model").asText(), this::load);
        BlobVersion blob = new BlobVersion(
                source.path("account").asText(),
                source.path("container").asText(),
                source.path("name").asText(),
                source.path("etag").asText(),
                content.length,
                Instant.parse(source.path("last_modified").asText()));
        Champion champion = new Champion(
                bundle.model(),
                bundle.baseline(),
                DriftOptions.of(bundle.model().manifest().drift()),
                named.path("sequence").asLong());
        Batch batch =
                (Batch) new BatchFormats().read(blob.name(), new ByteArrayInputStream(content), champion.schema());
        Scored scored = new Scored(
                new IncomingBatch(blob, Endings.sha256(content), batch, champion),
                bundle.model().score(batch));
        Compared compared = new Pipeline(new BatchFormats()).compare(scored);
        JsonNode dataset = verdict.path("dataset");
        double share = compared.data().driftValue();
        if (Double.doubleToLongBits(share)
                != Double.doubleToLongBits(dataset.path("data_drift_value").asDouble(Double.NaN))) {
            violations.add(I3_HONEST_VERDICT.violatedBy(
                    "verdict " + id + " says a drift of " + dataset.path("data_drift_value") + ", it is " + share));
        }
        same(
                id,
                "tested_columns",
                compared.data().testedColumns(),
                dataset.path("tested_columns").asInt());
        same(
                id,
                "drifted_columns_count",
                compared.data().driftedColumns(),
                dataset.path("drifted_columns_count").asInt());
        same(
                id,
                "missing_value_count",
                batch.missing(),
                dataset.path("missing_value_count").asLong());
        same(
                id,
                "rows_current",
                (long) batch.rows(),
                dataset.path("rows_current").asLong());
        same(
                id,
                "rows_reference",
                compared.data().rowsReference(),
                dataset.path("rows_reference").asLong());
        FlowFiles files = new FlowFiles();
        sameFile(id, verdict.path("predictions").asText(), files.predictions(scored));
        sameFile(id, verdict.path("report").asText(), files.report(compared, judged(id, verdict)));
    }

    private static Verdict judged(String id, JsonNode verdict) {
        return new JsonRecords()
                .read(id, verdict.toString().getBytes(UTF_8), VerdictRecord.class)
                .judged();
    }

    private Bundle load(String model) {
        return new ModelStore(evidence.store(), new BundleFiles()).load(model);
    }

    private void same(String id, String what, Object found, Object said) {
        if (!found.equals(said)) {
            violations.add(
                    I3_HONEST_VERDICT.violatedBy("verdict " + id + " says " + what + " " + said + ", it is " + found));
        }
    }

    private void sameFile(String id, String key, byte[] expected) {
        if (!records.bytes(key).map(there -> Arrays.equals(there, expected)).orElse(false)) {
            violations.add(I3_HONEST_VERDICT.violatedBy(
                    "verdict " + id + " names " + key + ", which is not what comes of it"));
        }
    }
}
