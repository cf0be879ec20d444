package io.driftway.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JavaType;
import io.driftway.core.batch.Schema;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.OnnxSignature;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an ONNX file says of itself, read by {@link OnnxWalk} before any runtime sees it.
 *
 * @param file names it, for messages
 * @param producer what wrote it, as it says
 * @param input name of its one input
 * @param features width of the input; -1 where it does not say
 * @param outputs in its order
 * @param classes class labels as text, in the order of the columns; empty where it names none
 * @param metadata of its {@code metadata_props}
 */
public record OnnxFile(
        String file,
        String producer,
        String input,
        int features,
        List<Output> outputs,
        List<String> classes,
        Map<String, String> metadata) {

    static final String EXPORT_AGAIN = "export the model again";

    private static final List<String> USUAL_NAMES =
            List.of("probabilities", "output_probability", "probability", "probs");

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
        if (content.length > Bundle.MAX_FILE_BYTES) {
            throw new BrokenBundle(
                    file,
                    String.format(
                            Locale.ROOT,
                            "%,d bytes are more than the limit of %,d",
                            content.length,
                            Bundle.MAX_FILE_BYTES),
                    "train with fewer or smaller trees");
        }
        if (content.length >= 2 && (content[0] & 0xff) == 0xac && (content[1] & 0xff) == 0xed) {
            throw new BrokenBundle(file, "this is a serialised Java object, not an ONNX file", "export it as ONNX");
        }
        return new OnnxWalk(file).read(content);
    }

    /**
     * How to use it on rows of a schema.
     *
     * @throws BrokenBundle when it cannot be used on them
     */
    public OnnxSignature signature(Schema schema) {
        int wanted = schema.features().size();
        if (features >= 0 && features != wanted) {
            throw new BrokenBundle(
                    file,
                    "the input " + input + " has " + features + " features, the schema has " + wanted,
                    "give the columns that the model was trained on, and leave others out with --column-type COLUMN=skip");
        }
        if (wanted < 1 || wanted > FlatTrees.MAX_FEATURES) {
            throw new BrokenBundle(
                    file, "the schema has " + wanted + " features", "give 1 to " + FlatTrees.MAX_FEATURES);
        }
        Output probabilities = probabilities();
        int column = column(String.valueOf(schema.positive()));
        return new OnnxSignature(
                input, wanted, probabilities.name(), column, classes.isEmpty() ? "" + column : classes.get(column));
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

    /** The features in the order that the file names in {@code driftway.feature_names}, a JSON list; empty where it does not. */
    public List<String> featureNames() {
        return json(
                OnnxExport.FEATURE_NAMES,
                Json.MAPPER.getTypeFactory().constructCollectionType(List.class, String.class),
                List.<String>of());
    }

    /** The categories of features in the order of their codes, from {@code driftway.categories}, a JSON object; empty where there is none. */
    public Map<String, List<String>> categories() {
        JavaType list = Json.MAPPER.getTypeFactory().constructCollectionType(List.class, String.class);
        JavaType text = Json.MAPPER.getTypeFactory().constructType(String.class);
        return json(
                OnnxExport.CATEGORIES,
                Json.MAPPER.getTypeFactory().constructMapType(Map.class, text, list),
                Map.<String, List<String>>of());
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
