package io.driftway;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.demo.Customers;
import io.driftway.format.csv.CsvReader;
import io.driftway.format.table.ColumnKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rows with labels, to train on. */
public record Labelled(Batch batch, Schema schema) {

    public static Labelled customers(int rows, long seed) {
        return read("customers", customersCsv(rows, seed), Customers.ID, Customers.TARGET);
    }

    public static byte[] customersCsv(int rows, long seed) {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        try {
            new Customers(seed).write(csv, rows, 0, true);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return csv.toByteArray();
    }

    /** IBM's Telco churn data; the calling test is skipped where it is not there. */
    public static Labelled telco() {
        try {
            return read("telco", Files.readAllBytes(Shared.path("data", "telco-churn.csv")), "customerID", "Churn");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public boolean[] positive() {
        CategoricalColumn target = (CategoricalColumn)
                batch.column(schema.target().orElseThrow().name()).orElseThrow();
        int positive = target.dictionary().indexOf(schema.positive());
        boolean[] truth = new boolean[batch.rows()];
        for (int row = 0; row < truth.length; row++) {
            truth[row] = target.codes()[row] == positive;
        }
        return truth;
    }

    private static Labelled read(String name, byte[] csv, String id, String target) {
        List<Field> fields = new ArrayList<>(List.of(new Field(id, ColumnType.CAT, Role.ID, List.of())));
        for (Field field : CsvReader.infer(
                        name, new ByteArrayInputStream(csv), Map.of(id, ColumnKind.SKIP, target, ColumnKind.CAT))
                .fields()) {
            fields.add(
                    field.name().equals(target)
                            ? new Field(target, ColumnType.CAT, Role.TARGET, field.categories())
                            : field);
        }
        Schema schema = new Schema(fields, "Yes");
        return new Labelled((Batch) CsvReader.read(name, new ByteArrayInputStream(csv), schema), schema);
    }
}
