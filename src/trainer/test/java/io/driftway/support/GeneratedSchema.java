package io.driftway.support;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.demo.Customers;
import io.driftway.format.csv.CsvReader;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.Inferred;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The schema of generated customers. */
public final class GeneratedSchema {

    private GeneratedSchema() {}

    /** As training infers it from labelled rows. */
    public static Schema of(byte[] csv) {
        Inferred inferred = CsvReader.infer(
                "original",
                new ByteArrayInputStream(csv),
                Map.of(Customers.ID, ColumnKind.SKIP, Customers.TARGET, ColumnKind.CAT));
        List<Field> fields = new ArrayList<>(List.of(new Field(Customers.ID, ColumnType.CAT, Role.ID, List.of())));
        inferred.fields().stream()
                .map(f -> f.name().equals(Customers.TARGET)
                        ? new Field(f.name(), f.type(), Role.TARGET, f.categories())
                        : f)
                .forEach(fields::add);
        return new Schema(fields, Customers.POSITIVE);
    }
}
