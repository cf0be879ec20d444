package io.driftway.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.decision.Verdict;
import io.driftway.core.pipeline.BatchFigures;
import io.driftway.core.pipeline.Compared;
import io.driftway.core.pipeline.FlowFormat;
import io.driftway.core.pipeline.Scored;
import io.driftway.format.csv.PredictionCsv;
import io.driftway.format.json.DriftReportJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Predictions as CSV, drift reports as the JSON of {@code compare}, with what the model leans on and is expected to do. */
public final class FlowFiles implements FlowFormat {

    @Override
    public byte[] predictions(Scored scored) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PredictionCsv.write(scored.scores(), scored.incoming().champion().schema(), out);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return out.toByteArray();
    }

    @Override
    public byte[] report(Compared compared, Verdict verdict) {
        return DriftReportJson.write(compared, verdict).getBytes(UTF_8);
    }

    @Override
    public BatchFigures figures(byte[] report) {
        return DriftReportJson.figures(report);
    }
}
