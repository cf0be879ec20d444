package io.driftway.format.csv;

import io.driftway.core.batch.Column;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.InertText;
import io.driftway.core.batch.Schema;
import io.driftway.core.model.BinaryClassification;
import io.driftway.core.model.ScoredBatch;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Predictions as CSV: the id under its own name, and {@code probability} with the fewest digits that bring back the same float. Where
 * there is no id, {@code row} counts from 1. Ids are written as {@link InertText}.
 */
public final class PredictionCsv {

    private static final int FLUSH_CHARS = 1 << 16;

    /** Semicolons and tabs too: spreadsheets of some languages part cells by them. */
    private static final String QUOTED = ",\"\n\r;\t";

    private PredictionCsv() {}

    /** Writes in UTF-8, lines ended by LF. The stream is flushed and left open. */
    public static void write(ScoredBatch scored, Schema schema, OutputStream out) throws IOException {
        Column ids =
                schema.id().map(Field::name).flatMap(scored.batch()::column).orElse(null);
        String[] names = ids instanceof IdColumn column ? column.values() : null;
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        StringBuilder csv = new StringBuilder(FLUSH_CHARS + 1024);
        cell(csv, ids == null ? "row" : ids.name());
        csv.append(',').append(BinaryClassification.PROBABILITY).append('\n');
        for (int row = 0; row < scored.probabilities().length; row++) {
            if (names == null) {
                csv.append(row + 1);
            } else {
                cell(csv, names[row]);
            }
            csv.append(',').append(scored.probabilities()[row]).append('\n');
            if (csv.length() > FLUSH_CHARS) {
                writer.append(csv);
                csv.setLength(0);
            }
        }
        writer.append(csv).flush();
    }

    private static void cell(StringBuilder csv, String raw) {
        String text = InertText.of(raw);
        if (isQuoted(text)) {
            csv.append('"').append(text.replace("\"", "\"\"")).append('"');
        } else {
            csv.append(text);
        }
    }

    private static boolean isQuoted(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (QUOTED.indexOf(text.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }
}
