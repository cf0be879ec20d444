package io.driftway.format.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.ledger.MalformedRecord;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.model.Metric;
import io.driftway.core.model.Quality;
import io.driftway.core.model.Realized;
import io.driftway.core.retrain.Episode;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonRecordsTest {

    private static final Episode EPISODE = Episode.request("model", "reference", 1L, "batch", null, Instant.EPOCH);

    private final JsonRecords records = new JsonRecords();

    private String written(Object record) {
        return new String(records.write(record), UTF_8);
    }

    private Episode read(String json) {
        return records.read("episodes/e.json", json.getBytes(UTF_8), Episode.class);
    }

    @Test
    void aRecordOfANewerFormatIsRefusedAndOneOfThisFormatIsRead() {
        String json = written(EPISODE);

        assertThat(read(json.replaceFirst("\\{", "{\"format\":1,"))).isEqualTo(EPISODE);
        assertThatThrownBy(() -> read(json.replaceFirst("\\{", "{\"format\":2,")))
                .isInstanceOf(MalformedRecord.class)
                .hasMessageContaining("its format is 2, written by a newer release");
    }

    @Test
    void aVerdictOfANewerFormatIsRefused() {
        assertThatThrownBy(() -> records.read(
                        "verdicts/v.json",
                        "{\"retrain\":false,\"format\":%d}"
                                .formatted(VerdictRecord.FORMAT + 1)
                                .getBytes(UTF_8),
                        VerdictRecord.class))
                .isInstanceOf(MalformedRecord.class)
                .hasMessageContaining("its format is 3, written by a newer release; this one reads up to 2");
    }

    @Test
    void figuresStandByTheirLabelsAndAnUndefinedOneIsNull() {
        Quality quality = new Quality(Map.of(Metric.BRIER, 0.1, Metric.AUC, 0.8, Metric.LOG_LOSS, Double.NaN), 7);

        assertThat(written(quality)).isEqualTo("{\"auc\":0.8,\"log_loss\":null,\"brier\":0.1,\"rows\":7}");
        assertThat(records.read("quality", written(quality).getBytes(UTF_8), Quality.class))
                .isEqualTo(quality);
    }

    @Test
    void realizedFiguresAreReadAsEarlierReleasesWroteThem() {
        String json = "{\"rows\":5,\"labelled\":4,\"positives\":2,\"coverage\":0.8,\"auc\":0.75,\"log_loss\":0.5,"
                + "\"brier\":0.2,\"precision\":null,\"recall\":0.0,\"threshold\":0.5,\"reason\":null}";

        Realized realized = records.read("realized", json.getBytes(UTF_8), Realized.class);

        assertThat(realized.of(Metric.AUC)).isEqualTo(0.75);
        assertThat(realized.of(Metric.PRECISION)).isNaN();
        assertThat(written(realized)).isEqualTo(json);
    }

    @Test
    void aFigureThatIsNoNumberIsRefused() {
        assertThatThrownBy(
                        () -> records.read("quality", "{\"auc\":\"high\",\"rows\":7}".getBytes(UTF_8), Quality.class))
                .isInstanceOf(MalformedRecord.class)
                .hasMessageContaining("auc must be a number");
    }
}
