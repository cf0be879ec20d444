package io.driftway.format.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JavaType;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Schema;
import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.OnnxSignature;
import io.driftway.core.model.OnnxSignature.Element;
import io.driftway.format.json.Json;
import io.driftway.format.table.Decimal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an ONNX file says of itself, read by {@link OnnxWalk} before any runtime sees it.
 *
 * @param file names it, for messages
 * @param producer what wrote it, as it says
 * @param inputs one float tensor [N, features], or several of one column each
 * @param outputs in its order
 * @param classes class labels as text, in the order of the columns; empty where it names none
 * @param metadata of its {@code metadata_props}
 */
public record OnnxFile(
        String file,
        String producer,
        List<Input> inputs,
        List<Output> outputs,
        List<String> classes,
        Map<String, String> metadata) {

    static final String EXPORT_AGAIN = "export the model again";

    private static final List<String> USUAL_NAMES =
            List.of("probabilities", "output_probability", "probability", "probs");

    /**
     * One input.
     *
     * @param name as in the file
     * @param element what its cells are
     * @param width columns; -1 where it does not say
     * @param encoded the texts that the encoder behind it knows, in its order; empty where there is none
     */
    public record Input(String name, Element element, int width, List<String> encoded) {

        /** How skl2onnx writes the missing value among the texts of an encoder that was trained with some. */
        private static final List<String> GAPS = List.of("nan", "None");

        public Input {
            encoded = List.copyOf(encoded);
        }

        private String missing() {
            return GAPS.stream().filter(encoded::contains).findFirst().orElse("");
        }

        private List<String> categories() {
            String missing = missing();
            return encoded.stream().filter(text -> !text.equals(missing)).toList();
        }
    }

    /**
     * One output.
     *
     * @param name as in the file
     * @param kind what it may serve as
     */
    public record Output(String name, Kind kind) {}

    /** What an output may serve as. */
    public enum Kind {
        /** Floats, by row and perhaps class. */
        FLOATS,
        /** For each row a map from class to float, as ZipMap makes. */
        MAPS,
        /** Labels and the like. */
        OTHER
    }

    public OnnxFile {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        classes = List.copyOf(classes);
        metadata = Map.copyOf(metadata);
    }

    /**
     * Reads a file and checks all of it.
     *
     * @param file names it, for messages
     * @throws BrokenBundle with what is wrong, where, and what to do
     */
    public static OnnxFile check(String file, byte[] content) {
        BrokenBundle.requireLength(file, content.length);
        if (content.length >= 2 && (content[0] & 0xff) == 0xac && (content[1] & 0xff) == 0xed) {
            throw new BrokenBundle(file, "this is a serialised Java object, not an ONNX file", "export it as ONNX");
        }
        if (content.length > 0 && content[0] == '{') {
            throw new BrokenBundle(
                    file,
                    "this is JSON, not an ONNX file",
                    "give a model of XGBoost with --xgboost, and export any other as ONNX");
        }
        OnnxFile checked = new OnnxWalk(file).read(content);
        checked.requireWidths();
        return checked;
    }

    /** One tensor takes all features, or each of several takes one. */
    private void requireWidths() {
        if (isTable()) {
            return;
        }
        inputs.stream().filter(input -> input.width() > 1).findFirst().ifPresent(wide -> {
            throw new BrokenBundle(
                    file,
                    String.format(
                            Locale.ROOT,
                            "of its %d inputs, %s takes %d columns (%s)",
                            inputs.size(),
                            wide.name(),
                            wide.width(),
                            wide.element().name().toLowerCase(Locale.ROOT)),
                    "export with one float tensor [N, features], or with an input [N, 1] for each column");
        });
    }

    /**
     * How to use it on rows of a schema.
     *
     * @throws BrokenBundle when it cannot be used on them
     */
    public OnnxSignature signature(Schema schema) {
        List<Field> wanted = schema.features();
        if (wanted.isEmpty() || wanted.size() > FlatTrees.MAX_FEATURES) {
            throw new BrokenBundle(
                    file, "the schema has " + wanted.size() + " features", "give 1 to " + FlatTrees.MAX_FEATURES);
        }
        OnnxSignature.Inputs taken = isTable() ? table(wanted) : columns(wanted);
        Output probabilities = probabilities();
        int column = column(String.valueOf(schema.positive()));
        return new OnnxSignature(
                taken,
                wanted.size(),
                probabilities.name(),
                column,
                classes.isEmpty() ? "" + column : classes.get(column));
    }

    /** Whether all features go into one tensor of floats, in which a category is a number. */
    public boolean isTable() {
        return inputs.size() == 1 && inputs.getFirst().element() == Element.FLOAT;
    }

    private OnnxSignature.Table table(List<Field> wanted) {
        Input input = inputs.getFirst();
        if (input.width() >= 0 && input.width() != wanted.size()) {
            throw new BrokenBundle(
                    file,
                    "the input " + input.name() + " has " + input.width() + " features, the schema has "
                            + wanted.size(),
                    "give the columns that the model was trained on, and leave others out with --column-type COLUMN=skip");
        }
        return new OnnxSignature.Table(input.name());
    }

    private OnnxSignature.Columns columns(List<Field> wanted) {
        List<String> names = inputs.stream().map(Input::name).toList();
        if (!wanted.stream().map(Field::name).toList().equals(names)) {
            throw new BrokenBundle(
                    file,
                    "its inputs are not the features of the schema in their order",
                    "import the model again with rows that have a column for each input");
        }
        List<OnnxSignature.Input> each = new ArrayList<>();
        for (int feature = 0; feature < wanted.size(); feature++) {
            Input input = inputs.get(feature);
            requireFit(input, wanted.get(feature));
            each.add(new OnnxSignature.Input(input.name(), input.element(), input.missing()));
        }
        return new OnnxSignature.Columns(each);
    }

    private void requireFit(Input input, Field field) {
        boolean numbers = field.type() == ColumnType.NUM
                || field.categories().stream().noneMatch(category -> Double.isNaN(Decimal.parse(category)));
        if (input.element() == Element.STRING && field.type() == ColumnType.NUM) {
            throw new BrokenBundle(
                    file,
                    "the input " + input.name() + " takes texts, and the column is numeric",
                    "give it as one of categories (--column-type " + input.name() + "=cat)");
        }
        if (input.element() != Element.STRING && !numbers) {
            throw new BrokenBundle(
                    file,
                    "the input " + input.name() + " takes numbers, and the column has texts",
                    "give the column as numbers; --column-type " + input.name()
                            + "=num takes the true and false of Parquet as 1 and 0");
        }
    }

    private Output probabilities() {
        List<Output> candidates =
                outputs.stream().filter(output -> output.kind() != Kind.OTHER).toList();
        Optional<Output> usual = candidates.stream()
                .filter(output -> USUAL_NAMES.contains(output.name()))
                .findFirst();
        if (usual.isEmpty() && candidates.size() != 1) {
            throw new BrokenBundle(
                    file,
                    "of the outputs " + outputs.stream().map(Output::name).toList() + ", " + candidates.size()
                            + " could be the probabilities",
                    "export a classifier with the output \"probabilities\", float [N, 2] or [N, 1]");
        }
        return usual.orElseGet(candidates::getFirst);
    }

    /** The positive class by its label; where labels are numbers that the schema does not have, the second one, 1 by custom. */
    private int column(String positive) {
        if (classes.isEmpty()) {
            return 1;
        }
        if (classes.size() != 2) {
            throw new BrokenBundle(
                    file, "it tells " + classes.size() + " classes apart: " + classes, "give a model of two classes");
        }
        int column = classes.indexOf(positive);
        if (column < 0 && !classes.stream().allMatch(label -> label.matches("-?\\d+"))) {
            throw new BrokenBundle(
                    file,
                    "none of its classes " + classes + " is " + positive,
                    "name one of them with --positive, as the target column has it");
        }
        return column < 0 ? 1 : column;
    }

    /**
     * The features in the order of the inputs, where each has one, else in the order that the file names in {@code driftway.feature_names}, a
     * JSON list; empty where it does not.
     */
    public List<String> featureNames() {
        if (!isTable()) {
            return inputs.stream().map(Input::name).toList();
        }
        return json(
                OnnxExport.FEATURE_NAMES,
                Json.MAPPER.getTypeFactory().constructCollectionType(List.class, String.class),
                List.<String>of());
    }

    /**
     * The categories of features that the model knows: where each has an input, those of the encoder behind it; else in the order of their
     * codes, from {@code driftway.categories}, a JSON object. Without those of which it says nothing.
     */
    public Map<String, List<String>> categories() {
        if (!isTable()) {
            return inputs.stream()
                    .filter(input -> !input.categories().isEmpty())
                    .collect(Collectors.toMap(Input::name, Input::categories));
        }
        JavaType list = Json.MAPPER.getTypeFactory().constructCollectionType(List.class, String.class);
        JavaType text = Json.MAPPER.getTypeFactory().constructType(String.class);
        return json(
                OnnxExport.CATEGORIES,
                Json.MAPPER.getTypeFactory().constructMapType(Map.class, text, list),
                Map.<String, List<String>>of());
    }

    /** The features that are categories to the model, whatever their cells look like. */
    public Set<String> textual() {
        return isTable()
                ? categories().keySet()
                : inputs.stream()
                        .filter(input -> input.element() == Element.STRING)
                        .map(Input::name)
                        .collect(Collectors.toUnmodifiableSet());
    }

    private <T> T json(String key, JavaType type, T otherwise) {
        String text = metadata.get(key);
        if (text == null) {
            return otherwise;
        }
        try {
            T value = Json.MAPPER.readValue(text.getBytes(UTF_8), type);
            return value == null ? otherwise : value;
        } catch (IOException fault) {
            throw new BrokenBundle(
                    file,
                    "metadata " + key + " is no " + type.getRawClass().getSimpleName() + " of texts in JSON",
                    EXPORT_AGAIN);
        }
    }
}
