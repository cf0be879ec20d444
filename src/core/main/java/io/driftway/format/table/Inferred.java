package io.driftway.format.table;

import io.driftway.core.batch.Decoded;
import io.driftway.core.batch.Field;
import java.util.List;

/**
 * A file read without a schema.
 *
 * @param decoded every column that was not skipped, free text among them, in the order of the file
 * @param fields what was found of each of these columns: a {@code FEATURE} with its categories sorted, or
 *     {@code IGNORED} for free text; empty when the file was rejected
 * @param notes one sentence for each column that is left out, for a person
 */
public record Inferred(Decoded decoded, List<Field> fields, List<String> notes) {
    public Inferred {
        fields = List.copyOf(fields);
        notes = List.copyOf(notes);
    }
}
