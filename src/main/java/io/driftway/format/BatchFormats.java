package io.driftway.format;

import io.driftway.core.batch.BatchReader;
import io.driftway.core.batch.Decoded;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Schema;
import java.io.InputStream;
import java.util.Locale;

/** Reads a batch in whichever format its name says. */
public final class BatchFormats implements BatchReader {

    @Override
    public Decoded read(String name, InputStream in, Schema schema) {
        return name.toLowerCase(Locale.ROOT).endsWith(".parquet")
                ? new Rejection(
                        Reason.UNSUPPORTED,
                        name,
                        "",
                        "Parquet is not read by this version",
                        "send the rows as CSV, plain or packed by gzip")
                : CsvReader.read(name, in, schema);
    }
}
