package io.driftway.cli;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.decision.Fault;
import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.model.Model;
import io.driftway.format.bundle.BundleFolder;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.Decimal;
import io.driftway.format.table.Inferred;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a replay, with the columns and types of a model's schema or, without a model, of the reference.
 *
 * @param features the columns that are compared
 * @param bundle of the model; null where there is none
 * @param reference has the features, and with a model the id and the target where the file does
 * @param current has the features, and the ids where labels are to be found by them
 * @param texts by column of numbers, the cells of the current that are neither a number nor missing; there the column has no value
 * @param notes on columns that are left out, for a person
 */
record ReplayedFile(
        List<String> features,
        @Nullable Bundle bundle,
        Batch reference,
        Batch current,
        Map<String, Texts> texts,
        List<String> notes) {

    /**
     * Cells that are no number in a column of numbers.
     *
     * @param rows that have one
     * @param commas rows where it is a number with a comma for the point
     */
    record Texts(BitSet rows, BitSet commas) {}

    /**
     * Reads both files, each once; the current once more where it has texts among numbers.
     *
     * @param id names rows and is not compared; null where no column does
     * @param labelled whether the ids of the current are needed
     * @throws BadInput when a file or the bundle cannot be read, or a file lacks a column that is needed
     */
    static ReplayedFile read(
            Path referenceFile, Path currentFile, @Nullable Path bundle, @Nullable String id, boolean labelled) {
        DataFile current = DataFile.of(currentFile);
        List<String> header = current.header();
        if (id != null && !header.isEmpty() && !header.contains(id)) {
            throw new BadInput(
                    currentFile + ": there is no column " + id + ", which --id names; name one that the file has");
        }
        return bundle == null
                ? alike(DataFile.of(referenceFile), current, header, id)
                : scorable(DataFile.of(referenceFile), current, bundle(bundle), id, labelled);
    }

    /** @throws BadInput when the bundle cannot be read */
    static Bundle bundle(Path folder) {
        try {
            return BundleFolder.read(folder);
        } catch (BrokenBundle broken) {
            throw new BadInput(broken.line());
        }
    }

    private static ReplayedFile scorable(
            DataFile reference, DataFile current, Bundle bundle, @Nullable String id, boolean labelled) {
        Schema schema = bundle.model().manifest().schema();
        List<Field> fields = new ArrayList<>(schema.features());
        if (id != null && fields.stream().anyMatch(field -> field.name().equals(id))) {
            throw new BadInput("--id names " + id + ", which is a feature of the model; name a column that names rows");
        }
        if (id != null && labelled) {
            fields.add(new Field(id, ColumnType.CAT, Role.ID, List.of()));
        }
        return of(schema.features(), bundle, reference.batch(schema), current, new Schema(fields, null), List.of());
    }

    /** Without a model: the columns that both files have, of the types that the reference suggests. */
    private static ReplayedFile alike(DataFile reference, DataFile current, List<String> header, @Nullable String id) {
        Inferred inferred =
                reference.infer(id != null && reference.header().contains(id) ? Map.of(id, ColumnKind.SKIP) : Map.of());
        return switch (inferred.decoded()) {
            case Rejection rejection -> throw new BadInput(rejection);
            case Batch known -> {
                List<Field> features = inferred.fields().stream()
                        .filter(field -> field.role() == Role.FEATURE && header.contains(field.name()))
                        .toList();
                if (features.isEmpty() && !header.isEmpty()) {
                    throw new BadInput(current.path() + ": there is no column to compare, since " + reference.path()
                            + " has none of its columns as numbers or labels; give two files of the same columns");
                }
                List<String> notes = new ArrayList<>(inferred.notes());
                only(known.columns().stream().map(Column::name).toList(), header, reference, current)
                        .ifPresent(notes::add);
                Set<String> skipped = id == null ? Set.of() : Set.of(id);
                only(
                                header.stream()
                                        .filter(name -> !skipped.contains(name))
                                        .toList(),
                                reference.header(),
                                current,
                                reference)
                        .ifPresent(notes::add);
                yield of(features, null, known, current, new Schema(features, null), notes);
            }
        };
    }

    private static Optional<String> only(List<String> names, List<String> others, DataFile file, DataFile other) {
        List<String> absent =
                names.stream().filter(name -> !others.contains(name)).toList();
        return absent.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join(", ", absent) + ": only in " + file.path() + " and not in " + other.path()
                        + ", so not compared");
    }

    private static ReplayedFile of(
            List<Field> features,
            @Nullable Bundle bundle,
            Batch reference,
            DataFile current,
            Schema schema,
            List<String> notes) {
        Map<String, Texts> texts = new TreeMap<>();
        Batch rows =
                switch (current.decoded(schema)) {
                    case Batch batch -> batch;
                    case Rejection rejection
                    when rejection.reason() == Reason.BAD_NUMBER -> numbered(current, schema, texts);
                    case Rejection rejection -> throw new BadInput(rejection);
                };
        return new ReplayedFile(
                features.stream().map(Field::name).toList(), bundle, reference, rows, texts, List.copyOf(notes));
    }

    /** Reads numbers as texts first, so that one cell that is none spoils its batch and not the file. */
    private static Batch numbered(DataFile current, Schema schema, Map<String, Texts> texts) {
        Batch read = current.batch(new Schema(
                schema.fields().stream()
                        .map(field -> field.type() == ColumnType.NUM
                                ? new Field(field.name(), ColumnType.CAT, field.role(), List.of())
                                : field)
                        .toList(),
                schema.positive()));
        return new Batch(
                read.name(),
                read.columns().stream()
                        .map(column -> schema.field(column.name()).orElseThrow().type() == ColumnType.NUM
                                ? numbers((CategoricalColumn) column, texts)
                                : column)
                        .toList(),
                read.rows());
    }

    private static NumericColumn numbers(CategoricalColumn column, Map<String, Texts> texts) {
        double[] numbers =
                column.dictionary().stream().mapToDouble(Decimal::parse).toArray();
        double[] values = new double[column.size()];
        for (int row = 0; row < values.length; row++) {
            int code = column.codes()[row];
            values[row] = code < 0 ? Double.NaN : numbers[code];
            if (code >= 0 && Double.isNaN(values[row])) {
                Texts found = texts.computeIfAbsent(column.name(), name -> new Texts(new BitSet(), new BitSet()));
                found.rows().set(row);
                found.commas().set(row, isWithComma(column.dictionary().get(code)));
            }
        }
        return new NumericColumn(column.name(), values);
    }

    /** The model; null where there is none. */
    @Nullable
    Model model() {
        return bundle == null ? null : bundle.model();
    }

    private static boolean isWithComma(String text) {
        return text.indexOf(',') >= 0 && !Double.isNaN(Decimal.parse(text.replace(',', '.')));
    }

    /** The columns of numbers in which one of these rows of the current has a text, as faults of the feed. */
    List<Fault> unreadableIn(int from, int to) {
        List<Fault> faults = new ArrayList<>();
        texts.forEach((name, found) -> {
            int cells = found.rows().get(from, to).cardinality();
            if (cells > 0) {
                faults.add(Fault.unreadable(
                        name, cells, found.commas().get(from, to).cardinality(), to - from));
            }
        });
        return faults;
    }
}
