package io.driftway.cli;

import io.driftway.cli.ForeignModel.Measured;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.decision.ReferenceFacts;
import io.driftway.core.decision.ReferenceFacts.OnHeldOut;
import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.model.BinaryClassification;
import io.driftway.core.model.Calibration;
import io.driftway.core.model.Features;
import io.driftway.core.model.Fingerprint;
import io.driftway.core.model.HeldOut;
import io.driftway.core.model.Importance;
import io.driftway.core.model.Metric;
import io.driftway.core.model.Quality;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.model.Scorer;
import io.driftway.core.model.Training;
import io.driftway.core.profile.Profile;
import io.driftway.format.bundle.BundleFolder;
import io.driftway.format.table.TruthWords;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a bundle of a model that was trained elsewhere. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a model bundle of an ONNX file or of the JSON of XGBoost, and of labelled rows, on which it is measured and which later"
                    + " rows are compared with.",
            "ONNX: where the model has an input for each column, they are found by name, and texts are given to it as they are. Where it has one for"
                    + " all, the columns are the features in its order, and a category is given as its place among the categories in sorted"
                    + " order, from 0, unless the ONNX file says otherwise (docs/onnx.md).",
            "XGBoost: the columns are found by the names of the features, or taken in their order where the model has no names. All are"
                    + " numbers (docs/xgboost.md)."
        })
@SuppressWarnings("NullAway.Init")
final class ImportCommand implements Runnable {

    private static final int REFERENCE_ROWS = 100_000;

    /** Of the deals by which the importance of features is measured. */
    private static final long SEED = 1;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "Labelled rows, oldest first.")
    private Path data;

    @Mixin
    private LabelFlags labels;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "Where the bundle is written.")
    private Path out;

    @Mixin
    private DriftFlags drift;

    @Spec
    private CommandSpec spec;

    /** Where the model is; one of the two is given. */
    private static final class Source {

        @Option(
                names = "--onnx",
                required = true,
                paramLabel = "FILE",
                description = "The model, as ONNX. One of --onnx and --xgboost is needed.")
        private @Nullable Path onnx;

        @Option(
                names = "--xgboost",
                required = true,
                paramLabel = "FILE",
                description = "The model, as JSON that XGBoost's save_model wrote.")
        private @Nullable Path xgboost;

        ForeignModel model() {
            return onnx == null ? XgboostModel.read(Objects.requireNonNull(xgboost)) : OnnxModel.read(onnx);
        }
    }

    @Override
    public void run() {
        if (!BundleFolder.isFree(out)) {
            throw new BadInput(out + ": holds files that are not of a model bundle; give --out another folder");
        }
        try {
            ForeignModel model = source.model();
            LabelledFile labelled = LabelledFile.of(data, labels.labelling().over(model.types()));
            Schema schema = coded(inWordsOf(model.classes(), labelled), model);
            model.requireFit(data, schema);
            drift.options(labelled.compared());
            Batch batch = labelled.rows().batch(schema);
            finish(bundle(model, schema, batch), notes(labelled, schema), model.notes());
        } catch (BrokenBundle refused) {
            throw new BadInput(refused.line());
        } catch (UncheckedIOException failure) {
            throw new BadInput(out + ": cannot be written, " + failure.getCause() + "; give --out another folder");
        }
    }

    /** Where the target is of true and false, it is read as the words of the model's classes; numbers are none, and keep the words of the file. */
    private static Schema inWordsOf(List<String> classes, LabelledFile labelled) {
        Schema schema = labelled.schema();
        Field target = schema.target().orElseThrow();
        TruthWords words = TruthWords.of(classes).orElse(null);
        if (words == null
                || words.yes().equals("1")
                || !labelled.rows().truths().contains(target.name())) {
            return schema;
        }
        List<Field> fields = new ArrayList<>(schema.fields());
        fields.set(fields.indexOf(target), new Field(target.name(), target.type(), target.role(), classes));
        String positive = String.valueOf(schema.positive());
        return new Schema(fields, classes.contains(positive) ? positive : words.word(positive));
    }

    /** The features in the order of the model, each with the categories that it knows, in the order of their codes. */
    private Schema coded(Schema schema, ForeignModel model) {
        List<Field> fields = new ArrayList<>(
                schema.fields().stream().filter(f -> f.role() != Role.FEATURE).toList());
        List<String> names = model.featureNames().isEmpty()
                ? schema.features().stream().map(Field::name).toList()
                : model.featureNames();
        Map<String, List<String>> tables = model.categories();
        for (String name : names) {
            Field field = schema.field(name)
                    .filter(f -> f.role() == Role.FEATURE)
                    .orElseThrow(() -> new BadInput(data + ": there is no column " + name + ", a feature of "
                            + model.file() + "; give the rows that the model was trained on"));
            List<String> categories = tables.getOrDefault(
                    name, field.categories().stream().sorted().toList());
            fields.add(new Field(
                    name, field.type(), Role.FEATURE, field.type() == ColumnType.CAT ? categories : List.of()));
        }
        return new Schema(fields, schema.positive());
    }

    private static List<String> notes(LabelledFile labelled, Schema schema) {
        List<String> notes = new ArrayList<>(labelled.notes());
        for (Field field : labelled.schema().features()) {
            if (schema.field(field.name()).isEmpty()) {
                notes.add(field.name() + ", which the model does not take");
            }
        }
        return notes;
    }

    private Bundle bundle(ForeignModel model, Schema schema, Batch batch) {
        int[] known = labelled(batch, schema);
        HeldOut labelled = new HeldOut(batch.select(known), positive(batch, schema, known));
        int[] newest = IntStream.range(Math.max(0, batch.rows() - REFERENCE_ROWS), batch.rows())
                .toArray();
        Scorer scorer = model.scorer(schema);
        try (Waiting measuring = Waiting.on("measuring on " + data.getFileName())) {
            float[] probabilities = probabilities(scorer, batch, schema);
            float[] judged = new float[known.length];
            for (int i = 0; i < known.length; i++) {
                judged[i] = probabilities[known[i]];
            }
            Profile reference = reference(batch, schema, probabilities, newest);
            return model.bundle(
                    new Measured(
                            schema,
                            new Training(
                                    model.trainer(),
                                    model.settings(),
                                    Fingerprint.of(batch),
                                    0,
                                    known.length,
                                    newest.length),
                            BinaryClassification.quality(judged, labelled.positive()),
                            Calibration.fit(judged, labelled.positive()),
                            Importance.of(
                                    labelled, schema.features(), rows -> probabilities(scorer, rows, schema), SEED),
                            reference,
                            ReferenceFacts.of(
                                    batch.select(newest),
                                    reference,
                                    schema,
                                    scorer,
                                    OnHeldOut.of(judged, labelled.positive()).orElse(null))),
                    drift.settings());
        } finally {
            scorer.retire();
        }
    }

    private float[] probabilities(Scorer scorer, Batch batch, Schema schema) {
        try {
            return scorer.probabilities(Features.of(batch, schema));
        } catch (IllegalArgumentException unscorable) {
            throw new BadInput(data + ": " + unscorable.getMessage());
        }
    }

    private static CategoricalColumn target(Batch batch, Schema schema) {
        return (CategoricalColumn)
                batch.column(schema.target().orElseThrow().name()).orElseThrow();
    }

    /** The rows that have a label, whether the model was trained on them or not. */
    private static int[] labelled(Batch batch, Schema schema) {
        int[] labels = target(batch, schema).codes();
        return IntStream.range(0, labels.length).filter(row -> labels[row] >= 0).toArray();
    }

    private boolean[] positive(Batch batch, Schema schema, int[] rows) {
        CategoricalColumn labels = target(batch, schema);
        boolean[] truth = BinaryClassification.of(schema).truth(labels, rows);
        int positives = 0;
        for (boolean yes : truth) {
            positives += yes ? 1 : 0;
        }
        if (positives == 0 || positives == rows.length) {
            throw new BadInput(data
                    + String.format(
                            Locale.ROOT,
                            ": of %,d labelled rows %,d are %s in column %s; give rows of both classes",
                            rows.length,
                            positives,
                            schema.positive(),
                            labels.name()));
        }
        return truth;
    }

    private static Profile reference(Batch batch, Schema schema, float[] probabilities, int[] rows) {
        List<Column> columns = new ArrayList<>(batch.columns());
        columns.add(ScoredBatch.prediction(probabilities));
        List<String> names =
                new ArrayList<>(schema.features().stream().map(Field::name).toList());
        names.add(ScoredBatch.PREDICTION);
        return Profile.of(new Batch(batch.name(), columns, batch.rows()).select(rows), names);
    }

    private void finish(Bundle bundle, List<String> leftOut, List<String> notes) {
        BundleFolder.write(bundle, out);
        PrintWriter print = spec.commandLine().getOut();
        Schema schema = bundle.model().manifest().schema();
        Quality metrics = bundle.model().manifest().metrics();
        List<Field> features = schema.features();
        print.printf(Locale.ROOT, "model     %s%n", bundle.model().id());
        print.printf(Locale.ROOT, "written   %s%n", out);
        print.printf(Locale.ROOT, "rows      %,d measured on%n", metrics.rows());
        print.printf(
                Locale.ROOT,
                "features  %d: %s%n",
                features.size(),
                features.stream().map(Field::name).collect(Collectors.joining(", ")));
        print.printf(
                Locale.ROOT,
                "target    %s = %s%n",
                schema.target().orElseThrow().name(),
                schema.positive());
        print.printf(Locale.ROOT, "AUC       %.4f%n", metrics.of(Metric.AUC));
        print.printf(Locale.ROOT, "log loss  %.4f%n", metrics.of(Metric.LOG_LOSS));
        print.printf(Locale.ROOT, "Brier     %.4f%n", metrics.of(Metric.BRIER));
        leftOut.forEach(note -> print.printf(Locale.ROOT, "left out  %s%n", note));
        notes.forEach(note -> print.printf(Locale.ROOT, "note      %s%n", note));
        if (metrics.of(Metric.AUC) < 0.5) {
            print.printf(
                    Locale.ROOT,
                    "note      an AUC below 0.5: look at the order of the features, their categories' codes, and --positive%n");
        }
        print.flush();
        bundle.model().scorer().retire();
    }
}
