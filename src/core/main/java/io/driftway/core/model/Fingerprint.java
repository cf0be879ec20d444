package io.driftway.core.model;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Sha256;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/** Names the content of a batch by one hash: equal for equal columns and rows in equal order, whatever file they were read from. */
public final class Fingerprint {

    private static final int BUFFER_BYTES = 1 << 16;

    private Fingerprint() {}

    /** Returns the SHA-256 over each column's name and, row by row, its cells, as 64 hexadecimal digits. */
    public static String of(Batch batch) {
        MessageDigest digest = Sha256.digest();
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(
                new DigestOutputStream(OutputStream.nullOutputStream(), digest), BUFFER_BYTES))) {
            for (Column column : batch.columns()) {
                text(column.name(), out);
                write(column, out);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Sha256.hex(digest);
    }

    private static void write(Column column, DataOutputStream out) throws IOException {
        switch (column) {
            case NumericColumn numbers -> {
                for (double value : numbers.values()) {
                    out.writeDouble(value);
                }
            }
            case CategoricalColumn labels -> {
                for (int code : labels.codes()) {
                    text(code < 0 ? "" : labels.dictionary().get(code), out);
                }
            }
            case IdColumn ids -> {
                for (String id : ids.values()) {
                    text(id, out);
                }
            }
        }
    }

    private static void text(String text, DataOutputStream out) throws IOException {
        out.writeInt(text.length());
        out.writeChars(text);
    }
}
