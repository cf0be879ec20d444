package io.driftway.format.xgboost;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.core.model.FlatTrees;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds a model that XGBoost's {@code Booster.save_model} wrote as JSON: boosted trees for two classes whose probability is the logistic function of the sum of leaves.
 *
 * <p>XGBoost asks {@code x < threshold} and {@link FlatTrees} {@code x <= threshold}. Both compare floats, so the threshold becomes the float before it. Leaves and the base score
 * are halved, because {@link FlatTrees} sums half the log-odds.
 *
 * @param file names it, for messages
 * @param version of XGBoost, as the file says it; empty where it does not
 * @param featureNames in the order of the model; empty where the file has none
 * @param trees the model
 * @param rounds boosting rounds that the file holds
 * @param usedRounds the first of them that count: fewer than all where scikit-learn's interface stopped early
 * @see <a href="https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html">the format</a>
 */
public record XgboostFile(
        String file, String version, List<String> featureNames, FlatTrees trees, int rounds, int usedRounds) {

    /** Over all trees of a file. */
    static final int MAX_NODES = 2_000_000;

    /** Of the paths from the roots to all leaves, which are kept to attribute predictions. */
    private static final int MAX_STEPS = 16_000_000;

    private static final int MAX_DEPTH = 64;
    private static final int MAX_STRING_CHARS = 1 << 20;
    private static final String SAVE_AGAIN = "save it again with save_model(\"model.json\")";
    private static final String OTHER_MODEL = "train it with objective binary:logistic and booster gbtree";

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_STRING_CHARS)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    public XgboostFile {
        featureNames = List.copyOf(featureNames);
    }

    /**
     * Reads a file and checks all of it.
     *
     * @param file names it, for messages
     * @throws BrokenBundle with what is wrong, where, and what to do
     */
    public static XgboostFile read(String file, byte[] content) {
        BrokenBundle.requireLength(file, content.length);
        requireJson(file, content);
        Reading reading = new Reading(file);
        try (JsonParser in = JSON.createParser(content)) {
            return reading.model(in);
        } catch (JsonProcessingException fault) {
            throw new BrokenBundle(
                    file,
                    "byte "
                            + (fault.getLocation() == null
                                    ? 0
                                    : fault.getLocation().getByteOffset()) + ": " + fault.getOriginalMessage(),
                    SAVE_AGAIN);
        } catch (IOException fault) {
            throw new BrokenBundle(file, "cannot be read, " + fault, SAVE_AGAIN);
        }
    }

    /** Binary JSON, the default of XGBoost's later releases, begins with a brace and the type of a length. */
    private static void requireJson(String file, byte[] content) {
        int at = 0;
        while (at < content.length && Character.isWhitespace(content[at])) {
            at++;
        }
        if (at == content.length || content[at] != '{') {
            throw new BrokenBundle(file, "this is no model of XGBoost in JSON", SAVE_AGAIN);
        }
        if (at + 1 < content.length && "LlIiU$#".indexOf(content[at + 1]) >= 0) {
            throw new BrokenBundle(file, "this is binary JSON, not text", SAVE_AGAIN);
        }
    }

    /** One pass over the file: what it says, and then whether that can be used. */
    private static final class Reading {

        private final String file;
        private final List<Tree> trees = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private final List<String> types = new ArrayList<>();
        private final List<Integer> version = new ArrayList<>();
        private int nodes;
        private long steps;
        private int[] groups = new int[0];
        private int[] roundEnds = new int[0];
        private float[] weights = new float[0];
        private boolean learner;
        private @Nullable String booster;
        private @Nullable String objective;
        private String baseScore = "5E-1";
        private String classes = "0";
        private String targets = "1";
        private String features = "0";
        private String parallel = "1";
        private @Nullable String best;
        private boolean scikit;

        Reading(String file) {
            this.file = file;
        }

        XgboostFile model(JsonParser in) throws IOException {
            in.nextToken();
            object(in, "the file", (name, json) -> {
                switch (name) {
                    case "learner" -> object(json, "learner", this::learner);
                    case "version" -> Arrays.stream(ints(json, "version", 8)).forEach(version::add);
                    default -> json.skipChildren();
                }
            });
            if (in.nextToken() != null) {
                throw refused("byte " + in.currentTokenLocation().getByteOffset() + ": more follows the model");
            }
            if (!learner) {
                throw refused("there is no learner: this is no model that save_model wrote");
            }
            requireKind();
            FlatTrees flat = flat(usedTrees());
            requireNumbers();
            return new XgboostFile(
                    file,
                    version.stream().map(String::valueOf).collect(Collectors.joining(".")),
                    names,
                    flat,
                    rounds(),
                    usedRounds());
        }

        private void learner(String name, JsonParser in) throws IOException {
            learner = true;
            switch (name) {
                case "attributes" ->
                    object(in, name, (key, json) -> {
                        scikit |= key.equals("scikit_learn");
                        best = key.equals("best_iteration") ? text(json, key) : best;
                        json.skipChildren();
                    });
                case "feature_names" -> texts(in, name, names);
                case "feature_types" -> texts(in, name, types);
                case "gradient_booster" -> object(in, name, this::booster);
                case "learner_model_param" ->
                    object(in, name, (key, json) -> {
                        switch (key) {
                            case "base_score" -> baseScore = text(json, key);
                            case "num_class" -> classes = text(json, key);
                            case "num_target" -> targets = text(json, key);
                            case "num_feature" -> features = text(json, key);
                            default -> json.skipChildren();
                        }
                    });
                case "objective" ->
                    object(in, name, (key, json) -> {
                        objective = key.equals("name") ? text(json, "objective.name") : objective;
                        json.skipChildren();
                    });
                default -> in.skipChildren();
            }
        }

        private void booster(String name, JsonParser in) throws IOException {
            switch (name) {
                case "name" -> {
                    booster = text(in, "gradient_booster.name");
                    requireBooster();
                }
                case "model" -> object(in, name, this::trees);
                default -> in.skipChildren();
            }
        }

        private void trees(String name, JsonParser in) throws IOException {
            switch (name) {
                case "gbtree_model_param" ->
                    object(in, name, (key, json) -> {
                        parallel = key.equals("num_parallel_tree") ? text(json, key) : parallel;
                        json.skipChildren();
                    });
                case "tree_info" -> groups = ints(in, name, FlatTrees.MAX_TREES);
                case "iteration_indptr" -> roundEnds = ints(in, name, FlatTrees.MAX_TREES + 1);
                case "weight_drop" -> weights = floats(in, name, FlatTrees.MAX_TREES);
                case "trees" -> {
                    require(in, JsonToken.START_ARRAY, name);
                    while (in.nextToken() != JsonToken.END_ARRAY) {
                        if (trees.size() == FlatTrees.MAX_TREES) {
                            throw tooMany("trees", FlatTrees.MAX_TREES);
                        }
                        Tree tree = new Tree(this, trees.size());
                        object(in, tree.where(), tree::field);
                        tree.requireEqualLengths();
                        nodes += tree.nodes();
                        if (nodes > MAX_NODES) {
                            throw tooMany("nodes of trees", MAX_NODES);
                        }
                        trees.add(tree);
                    }
                }
                default -> in.skipChildren();
            }
        }

        /** Refuses a model of another kind, and a count that does not fit the trees. */
        private void requireKind() {
            requireBooster();
            if (objective == null) {
                throw refused("there is no objective.name");
            }
            if (!objective.equals("binary:logistic")) {
                throw new BrokenBundle(
                        file,
                        "its objective is " + objective + ", and only that of binary:logistic is a probability",
                        OTHER_MODEL);
            }
            if (number("num_class", classes) > 1 || Arrays.stream(groups).anyMatch(group -> group != 0)) {
                throw new BrokenBundle(file, "it tells several classes apart (num_class " + classes + ")", OTHER_MODEL);
            }
            if (number("num_target", targets) > 1) {
                throw new BrokenBundle(file, "it predicts several targets (num_target " + targets + ")", OTHER_MODEL);
            }
            if (trees.isEmpty()) {
                throw refused("gradient_booster.model.trees: there is no tree");
            }
            if (groups.length != 0 && groups.length != trees.size()) {
                throw refused("tree_info is of " + groups.length + " trees, and there are " + trees.size());
            }
            if (weights.length != 0 && weights.length != trees.size()) {
                throw refused("weight_drop is of " + weights.length + " trees, and there are " + trees.size());
            }
            requireFeatures();
        }

        private void requireBooster() {
            if (booster == null) {
                throw refused("there is no gradient_booster.name");
            }
            if (!booster.equals("gbtree")) {
                throw new BrokenBundle(file, "its booster is " + booster + ", not gbtree", OTHER_MODEL);
            }
        }

        private void requireFeatures() {
            int count = features();
            if (count < 1 || count > FlatTrees.MAX_FEATURES) {
                throw new BrokenBundle(
                        file, "num_feature is " + features, "give a model of 1 to " + FlatTrees.MAX_FEATURES);
            }
            Set<String> distinct = new HashSet<>(names);
            if (!names.isEmpty() && (names.size() != count || distinct.size() != count)) {
                throw refused("feature_names has " + distinct.size() + " different names, and num_feature is " + count);
            }
            if (!types.isEmpty() && types.size() != count) {
                throw refused("feature_types has " + types.size() + " types, and num_feature is " + count);
            }
        }

        private void requireNumbers() {
            for (int feature = 0; feature < types.size(); feature++) {
                if (types.get(feature).equals("c") || types.get(feature).equals("categorical")) {
                    throw new BrokenBundle(
                            file,
                            "feature_types: " + (names.isEmpty() ? "feature " + feature : names.get(feature))
                                    + " is categorical",
                            Tree.ENCODE);
                }
            }
        }

        private int features() {
            return number("num_feature", features);
        }

        private int rounds() {
            return roundEnds.length > 1 ? roundEnds.length - 1 : trees.size() / perRound();
        }

        private int perRound() {
            int each = number("num_parallel_tree", parallel);
            if (each < 1 || trees.size() % each != 0) {
                throw refused("num_parallel_tree is " + parallel + ", and there are " + trees.size() + " trees");
            }
            return each;
        }

        /** A model of scikit-learn's interface predicts with the rounds up to its best one, a Booster with all. */
        private int usedRounds() {
            int all = rounds();
            int last = scikit && best != null ? number("best_iteration", best) : all;
            return last < all ? last + 1 : all;
        }

        private List<Tree> usedTrees() {
            int used = usedRounds();
            int end = roundEnds.length > 1 ? roundEnds[used] : used * perRound();
            if (end < 1 || end > trees.size() || used == rounds() && end != trees.size()) {
                throw refused(
                        "iteration_indptr: " + used + " rounds end at tree " + end + ", and there are " + trees.size());
            }
            return trees.subList(0, end);
        }

        private FlatTrees flat(List<Tree> used) {
            int[] starts = new int[used.size()];
            int size = 0;
            for (int tree = 0; tree < starts.length; tree++) {
                starts[tree] = size;
                size += used.get(tree).link(features());
            }
            int[] feature = new int[size];
            float[] value = new float[size];
            int[] left = new int[size];
            int[] right = new int[size];
            boolean[] missingLeft = new boolean[size];
            for (int tree = 0; tree < starts.length; tree++) {
                float weight = weights.length == 0 ? 1 : weights[tree];
                if (!(Math.abs(weight) <= 1)) {
                    throw refused("weight_drop: tree " + tree + " has the weight " + weight);
                }
                used.get(tree).fill(starts[tree], weight, feature, value, left, right, missingLeft);
            }
            return new FlatTrees(features(), intercept(), starts, feature, value, left, right, missingLeft);
        }

        /** Counts the path to a leaf. */
        void step(int depth) {
            steps += depth;
            if (steps > MAX_STEPS) {
                throw tooMany("nodes on the paths to its leaves", MAX_STEPS);
            }
        }

        /** Half the log-odds of the base score, a probability, which later releases write as a list of one. */
        private double intercept() {
            double probability = decimal(baseScore.replaceAll("^\\[|]$", ""));
            if (!(probability > 0 && probability < 1)) {
                throw new BrokenBundle(
                        file,
                        "base_score is " + baseScore + ", no probability between 0 and 1",
                        "train on rows of both classes");
            }
            return Math.log(probability / (1 - probability)) / 2;
        }

        private static double decimal(String text) {
            try {
                return Float.parseFloat(text);
            } catch (NumberFormatException other) {
                return Double.NaN;
            }
        }

        private int number(String name, String text) {
            try {
                int number = Integer.parseInt(text);
                if (number >= 0) {
                    return number;
                }
            } catch (NumberFormatException other) {
                // Refused below, like a negative one.
            }
            throw refused(name + " is " + text + ", no number from 0");
        }

        BrokenBundle refused(String fault) {
            return new BrokenBundle(file, fault, SAVE_AGAIN);
        }

        private BrokenBundle tooMany(String what, int limit) {
            return new BrokenBundle(
                    file,
                    String.format(Locale.ROOT, "more than %,d %s", limit, what),
                    "train with fewer or smaller trees");
        }

        /** Is handed each field of an object, and reads its value or skips it. */
        private interface Fields {
            void field(String name, JsonParser in) throws IOException;
        }

        private void object(JsonParser in, String where, Fields fields) throws IOException {
            require(in, JsonToken.START_OBJECT, where);
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String name = in.currentName();
                in.nextToken();
                fields.field(name, in);
            }
        }

        private void texts(JsonParser in, String where, List<String> texts) throws IOException {
            require(in, JsonToken.START_ARRAY, where);
            while (in.nextToken() != JsonToken.END_ARRAY) {
                if (texts.size() == FlatTrees.MAX_FEATURES) {
                    throw tooMany("features", FlatTrees.MAX_FEATURES);
                }
                texts.add(text(in, where));
            }
        }

        /** Parameters are texts, whatever they mean. */
        String text(JsonParser in, String where) throws IOException {
            if (in.currentToken() == null || !in.currentToken().isScalarValue()) {
                throw unexpected(in, where);
            }
            return in.getText();
        }

        int[] ints(JsonParser in, String where, int limit) throws IOException {
            require(in, JsonToken.START_ARRAY, where);
            int[] ints = new int[16];
            int length = 0;
            while (in.nextToken() != JsonToken.END_ARRAY) {
                ints = length < ints.length ? ints : Arrays.copyOf(ints, 2 * length);
                requireRoom(length, limit, where);
                ints[length++] = switch (in.currentToken()) {
                    case VALUE_NUMBER_INT -> in.getIntValue();
                    case VALUE_TRUE -> 1;
                    case VALUE_FALSE -> 0;
                    case null, default -> throw unexpected(in, where);
                };
            }
            return Arrays.copyOf(ints, length);
        }

        float[] floats(JsonParser in, String where, int limit) throws IOException {
            require(in, JsonToken.START_ARRAY, where);
            float[] floats = new float[16];
            int length = 0;
            while (in.nextToken() != JsonToken.END_ARRAY) {
                floats = length < floats.length ? floats : Arrays.copyOf(floats, 2 * length);
                requireRoom(length, limit, where);
                if (in.currentToken() == null || !in.currentToken().isNumeric()) {
                    throw unexpected(in, where);
                }
                floats[length++] = in.getFloatValue();
            }
            return Arrays.copyOf(floats, length);
        }

        private void requireRoom(int length, int limit, String where) {
            if (length == limit) {
                throw new BrokenBundle(
                        file,
                        String.format(Locale.ROOT, "%s: more than %,d values", where, limit),
                        "train with fewer or smaller trees");
            }
        }

        void require(JsonParser in, JsonToken wanted, String where) {
            if (in.currentToken() != wanted) {
                throw unexpected(in, where);
            }
        }

        private BrokenBundle unexpected(JsonParser in, String where) {
            JsonToken found = in.currentToken();
            return refused("byte " + in.currentTokenLocation().getByteOffset() + ": " + where + " cannot be "
                    + (found == null
                            ? "cut off"
                            : found.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        }
    }

    /** One tree as the file has it: arrays by node, in which nodes that pruning took away may lie between the others. */
    private static final class Tree {

        static final String ENCODE =
                "train on numbers instead, one-hot or ordinal, or import the model through ONNX with its encoder (--onnx)";

        /** Nodes that were pruned count here. */
        private static final int MAX_STORED = 16 * FlatTrees.MAX_NODES_PER_TREE;

        private final Reading reading;
        private final int number;
        private int[] left = new int[0];
        private int[] right = new int[0];
        private int[] feature = new int[0];
        private float[] condition = new float[0];
        private int[] defaultLeft = new int[0];
        private int[] splitType = new int[0];
        private String leafSize = "0";
        /** The nodes that the root leads to, parents before children. */
        private int[] order = new int[0];

        Tree(Reading reading, int number) {
            this.reading = reading;
            this.number = number;
        }

        String where() {
            return "tree " + number;
        }

        int nodes() {
            return left.length;
        }

        void field(String name, JsonParser in) throws IOException {
            String where = where() + ", " + name;
            switch (name) {
                case "left_children" -> left = reading.ints(in, where, MAX_STORED);
                case "right_children" -> right = reading.ints(in, where, MAX_STORED);
                case "split_indices" -> feature = reading.ints(in, where, MAX_STORED);
                case "split_conditions" -> condition = reading.floats(in, where, MAX_STORED);
                case "default_left" -> defaultLeft = reading.ints(in, where, MAX_STORED);
                case "split_type" -> splitType = reading.ints(in, where, MAX_STORED);
                case "tree_param" ->
                    reading.object(in, where, (key, json) -> {
                        leafSize = key.equals("size_leaf_vector") ? reading.text(json, where) : leafSize;
                        json.skipChildren();
                    });
                default -> in.skipChildren();
            }
        }

        void requireEqualLengths() {
            int stored = left.length;
            if (stored == 0
                    || Stream.of(right, feature, defaultLeft).anyMatch(each -> each.length != stored)
                    || condition.length != stored
                    || splitType.length != 0 && splitType.length != stored) {
                throw reading.refused(where() + ": its arrays have different lengths, or no node");
            }
            if (reading.number(where() + ", size_leaf_vector", leafSize) > 1) {
                throw new BrokenBundle(reading.file, where() + ": its leaves are of several targets", OTHER_MODEL);
            }
        }

        /** Finds the nodes of the tree and checks each; returns how many there are. */
        int link(int features) {
            int stored = left.length;
            boolean[] reached = new boolean[stored];
            int[] depth = new int[stored];
            reached[0] = true;
            order = new int[stored];
            int found = 1;
            for (int place = 0; place < found; place++) {
                int node = order[place];
                require(node, left[node] == -1 == (right[node] == -1), "has one child");
                if (left[node] == -1) {
                    require(node, Float.isFinite(condition[node]), "is a leaf of " + condition[node]);
                    reading.step(depth[node]);
                    continue;
                }
                requireSplit(node, features);
                for (int child : new int[] {left[node], right[node]}) {
                    require(
                            node,
                            child >= 0 && child < stored && !reached[child],
                            "has the child " + child + ", which is not there or has another parent");
                    reached[child] = true;
                    depth[child] = depth[node] + 1;
                    order[found++] = child;
                }
            }
            if (found > FlatTrees.MAX_NODES_PER_TREE) {
                throw new BrokenBundle(
                        reading.file,
                        String.format(
                                Locale.ROOT,
                                "%s: %,d nodes are more than the limit of %,d",
                                where(),
                                found,
                                FlatTrees.MAX_NODES_PER_TREE),
                        "train with max_depth of at most 11");
            }
            order = Arrays.copyOf(order, found);
            return found;
        }

        private void requireSplit(int node, int features) {
            if (splitType.length != 0 && splitType[node] != 0) {
                throw new BrokenBundle(reading.file, where() + ", node " + node + ": the split is categorical", ENCODE);
            }
            require(
                    node,
                    feature[node] >= 0 && feature[node] < features,
                    "asks for feature " + feature[node] + " of " + features);
            require(node, !Float.isNaN(condition[node]), "has the threshold NaN");
        }

        private void require(int node, boolean sound, String otherwise) {
            if (!sound) {
                throw reading.refused(where() + ", node " + node + ": " + otherwise);
            }
        }

        /**
         * Writes the tree from a place on, its nodes renumbered in the order in which they were found.
         *
         * @param weight of its leaves: dropout leaves others than 1
         */
        void fill(
                int start,
                float weight,
                int[] features,
                float[] values,
                int[] lefts,
                int[] rights,
                boolean[] missingLeft) {
            int[] place = new int[left.length];
            IntStream.range(0, order.length).forEach(at -> place[order[at]] = at);
            for (int at = 0; at < order.length; at++) {
                int node = order[at];
                boolean leaf = left[node] == -1;
                float before = leaf ? 0 : Math.nextDown(condition[node]);
                // No number is below the lowest threshold: then all go the other way, and the children change places.
                boolean swapped = before == Float.NEGATIVE_INFINITY;
                features[start + at] = leaf ? FlatTrees.NONE : feature[node];
                values[start + at] = leaf ? condition[node] * weight / 2 : swapped ? Float.MAX_VALUE : before;
                lefts[start + at] = leaf ? FlatTrees.NONE : place[swapped ? right[node] : left[node]];
                rights[start + at] = leaf ? FlatTrees.NONE : place[swapped ? left[node] : right[node]];
                missingLeft[start + at] = !leaf && (defaultLeft[node] != 0) != swapped;
            }
        }
    }
}
