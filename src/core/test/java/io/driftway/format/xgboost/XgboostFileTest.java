package io.driftway.format.xgboost;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.model.FlatTrees;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are made by hand, one as XGBoost 1.7 writes it and others with one thing changed. */
class XgboostFileTest {

    /** x0 < 0.5, or missing ? -1 : (x1 < -2 ? 2 : 4). Node 2 of 6 was pruned away. */
    private static final String TREE = """
            {"base_weights":[0,0,0,0,0,0],"categories":[],"default_left":[1,0,0,0,0,0],"id":0,
            "left_children":[1,-1,-1,4,-1,-1],"right_children":[3,-1,-1,5,-1,-1],"parents":[2147483647,0,2147483647,0,3,3],
            "split_conditions":[5E-1,-1E0,0E0,-2E0,2E0,4E0],"split_indices":[0,0,2147483647,1,0,0],"split_type":[0,0,0,0,0,0],
            "tree_param":{"num_deleted":"1","num_feature":"2","num_nodes":"6","size_leaf_vector":"0"}}""";

    private static final String MODEL = """
            {"learner":{"attributes":{},"feature_names":["a","b"],"feature_types":["float","int"],
            "gradient_booster":{"model":{"gbtree_model_param":{"num_parallel_tree":"1","num_trees":"1"},"tree_info":[0],"trees":[%s]},"name":"gbtree"},
            "learner_model_param":{"base_score":"2.5E-1","num_class":"0","num_feature":"2","num_target":"1"},
            "objective":{"name":"binary:logistic","reg_loss_param":{"scale_pos_weight":"3"}}},"version":[1,7,4]}""".formatted(TREE);

    @Test
    void aTreeIsReadWithItsMissingValuesAndWithoutWhatWasPruned() {
        XgboostFile file = read(MODEL);

        assertThat(file.version()).isEqualTo("1.7.4");
        assertThat(file.featureNames()).containsExactly("a", "b");
        assertThat(file.trees().leaves(0)).isEqualTo(3);
        requireMargin(file, -1, 0.49f, 0);
        requireMargin(file, 4, 0.5f, 0);
        requireMargin(file, 4, 0.5f, -2);
        requireMargin(file, 2, 0.5f, Math.nextDown(-2f));
        requireMargin(file, -1, Float.NaN, 0);
        requireMargin(file, 4, 1, Float.NaN);
    }

    /** The probability is the logistic function of the leaf and of the log-odds of the base score, 1 to 3. */
    private static void requireMargin(XgboostFile file, double leaf, float... row) {
        assertThat(file.trees().probability(row)).isCloseTo((float) (1 / (1 + Math.exp(-leaf) * 3)), within(1e-7f));
    }

    /** What is below the threshold goes left; 0 is not below 0, nor is it below -0, and nothing is below the lowest float. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, false",
        "0, -0, false",
        "0, -1e-45, true",
        "-0e0, 0, false",
        "-0e0, -1e-45, true",
        "Infinity, 3.4028235e38, true",
        "1e39, 0, true",
        "-Infinity, -3.4028235e38, false",
        "-3.4028235E38, -3.4028235e38, false",
        "-3.4028235E38, 0, false",
        "3.4028235e38, 3.4028235e38, false",
        "1, 1, false",
        "1, 0.99999994, true",
        "16777216, 16777215, true"
    })
    void thresholdsAreCompared(String threshold, float cell, boolean left) {
        XgboostFile file = read(MODEL.replace("[5E-1,", "[" + threshold + ","));

        requireMargin(file, left ? -1 : 4, cell, 0);
        requireMargin(file, -1, Float.NaN, 0);
    }

    @Test
    void laterReleasesWriteListsAndBooleans() {
        XgboostFile file = read(MODEL.replace("\"2.5E-1\"", "\"[2.5E-1]\"")
                .replace("[1,0,0,0,0,0]", "[true,false,false,false,false,false]")
                .replace("\"size_leaf_vector\":\"0\"", "\"size_leaf_vector\":\"1\"")
                .replace("\"tree_info\":[0]", "\"tree_info\":[0],\"iteration_indptr\":[0,1],\"weight_drop\":[0.5]"));

        requireMargin(file, -0.5, Float.NaN, 0);
        requireMargin(file, 2, 0.5f, 0);
    }

    @Test
    void theRoundsUpToTheBestCountWhereScikitLearnWroteTheFile() {
        String three = MODEL.replace(TREE, TREE + "," + TREE + "," + TREE).replace("[0],\"trees", "[0,0,0],\"trees");
        String best = three.replace("\"attributes\":{}", "\"attributes\":{\"best_iteration\":\"1\"}");
        String scikit = best.replace("\"1\"}", "\"1\",\"scikit_learn\":\"{}\"}");

        assertThat(read(three).trees().trees()).isEqualTo(3);
        assertThat(read(best).trees().trees()).isEqualTo(3);
        assertThat(read(scikit).trees().trees()).isEqualTo(2);
        assertThat(read(scikit).rounds()).isEqualTo(3);
        assertThat(read(scikit.replace("n\":\"1\"", "n\":\"2147483647\""))
                        .trees()
                        .trees())
                .isEqualTo(3);
    }

    /** The file with one text changed, and what the line says of it. */
    private static final Map<String, String> FAULTS = Map.ofEntries(
            Map.entry("\"name\":\"gbtree\" -> \"name\":\"dart\"", "its booster is dart, not gbtree; train it"),
            Map.entry("binary:logistic -> binary:logitraw", "its objective is binary:logitraw, "),
            Map.entry("binary:logistic -> reg:squarederror", "its objective is reg:squarederror, "),
            Map.entry("\"num_class\":\"0\" -> \"num_class\":\"3\"", "it tells several classes apart (num_class 3); "),
            Map.entry("\"tree_info\":[0] -> \"tree_info\":[1]", "it tells several classes apart"),
            Map.entry("\"num_target\":\"1\" -> \"num_target\":\"2\"", "it predicts several targets (num_target 2); "),
            Map.entry("vector\":\"0\" -> vector\":\"2\"", "tree 0: its leaves are of several targets; "),
            Map.entry("type\":[0,0,0,0, -> type\":[0,0,0,1,", "tree 0, node 3: the split is categorical; train on"),
            Map.entry("\"float\",\"int\" -> \"float\",\"c\"", "feature_types: b is categorical; train on numbers"),
            Map.entry("[1,-1,-1,4,-1,-1] -> [1,-1,-1,0,-1,-1]", "tree 0, node 3: has the child 0, which is not there"),
            Map.entry("[1,-1,-1,4,-1,-1] -> [1,-1,-1,5,-1,-1]", "tree 0, node 3: has the child 5, which is not there"),
            Map.entry("[1,-1,-1,4,-1,-1] -> [1,-1,-1,3,-1,-1]", "tree 0, node 3: has the child 3, which is not there"),
            Map.entry("[1,-1,-1,4,-1,-1] -> [1,-1,-1,6,-1,-1]", "tree 0, node 3: has the child 6, which is not there"),
            Map.entry("[1,-1,-1,4,-1,-1] -> [-7,-1,-1,4,-1,-1]", "tree 0, node 0: has the child -7, which is not"),
            Map.entry("[1,-1,-1,4,-1,-1] -> [1,-1,-1,-1,-1,-1]", "tree 0, node 3: has one child; "),
            Map.entry("[1,-1,-1,4,-1,-1] -> [1,-1,-1,4,-1]", "tree 0: its arrays have different lengths"),
            Map.entry("[1,-1,-1,4,-1,-1] -> [1,-1,-1,\"4\",-1,-1]", "tree 0, left_children cannot be value string; "),
            Map.entry("[1,-1,-1,4,-1,-1] -> [1,-1,-1,4.5,-1,-1]", "left_children cannot be value number float; "),
            Map.entry("[1,-1,-1,4,-1,-1] -> [1,-1,-1,99999999999,-1,-1]", "out of range of int"),
            Map.entry("[1,-1,-1,4,-1,-1] -> {}", "tree 0, left_children cannot be start object; "),
            Map.entry("[0,0,2147483647,1,0,0] -> [0,0,0,2,0,0]", "tree 0, node 3: asks for feature 2 of 2; "),
            Map.entry("[5E-1, -> [NaN,", "tree 0, node 0: has the threshold NaN; "),
            Map.entry("2E0,4E0] -> 2E0,Infinity]", "tree 0, node 5: is a leaf of Infinity; "),
            Map.entry("2E0,4E0] -> 2E0,1E999]", "tree 0, node 5: is a leaf of Infinity; "),
            Map.entry("\"2.5E-1\" -> \"1\"", "base_score is 1, no probability between 0 and 1; "),
            Map.entry("\"2.5E-1\" -> \"[2E-1,3E-1]\"", "base_score is [2E-1,3E-1], no probability"),
            Map.entry(
                    "\"num_feature\":\"2\",\"num_t -> \"num_feature\":\"3\",\"num_t", "feature_names has 2 different"),
            Map.entry(
                    "\"num_feature\":\"2\",\"num_t -> \"num_feature\":\"-2\",\"num_t", "num_feature is -2, no number"),
            Map.entry("\"num_feature\":\"2\",\"num_t -> \"num_feature\":\"x\",\"num_t", "num_feature is x, no number"),
            Map.entry("[\"a\",\"b\"] -> [\"a\",\"a\"]", "feature_names has 1 different names, and num_feature is 2; "),
            Map.entry("\"tree_info\":[0] -> \"tree_info\":[0,0]", "tree_info is of 2 trees, and there are 1; "),
            Map.entry("[0],\"trees -> [0],\"weight_drop\":[1,1],\"trees", "weight_drop is of 2 trees"),
            Map.entry("[0],\"trees -> [0],\"weight_drop\":[NaN],\"trees", "weight_drop: tree 0 has the weight NaN; "),
            Map.entry(
                    "[0],\"trees -> [0],\"iteration_indptr\":[0,9],\"trees", "1 rounds end at tree 9, and there are 1"),
            Map.entry("tree\":\"1\" -> tree\":\"2\"", "num_parallel_tree is 2, and there are 1 trees; "),
            Map.entry("\"learner\" -> \"teacher\"", "there is no learner: "),
            Map.entry("\"name\":\"gbtree\" -> \"nome\":\"gbtree\"", "there is no gradient_booster.name; "),
            Map.entry("\"name\":\"binary -> \"nome\":\"binary", "there is no objective.name; "),
            Map.entry("\"num_class\" -> \"num_target\"", "Duplicate field 'num_target'"),
            Map.entry("[1,7,4]} -> [1,7,4]} {}", "more follows the model; "));

    @Test
    void whatCannotBeUsedIsRefusedWithItsPlaceAndWhatToDo() {
        FAULTS.forEach((change, expected) -> {
            String[] parts = change.split(" -> ");
            assertThat(MODEL).as(change).contains(parts[0]);
            assertThat(refusal(MODEL.replace(parts[0], parts[1]))).as(change).contains(expected);
        });
    }

    @Test
    void aFileThatIsCutAnywhereIsRefused() {
        for (int length = 0; length < MODEL.length(); length += 3) {
            refusal(MODEL.substring(0, length));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "null",
                "binf",
                "{}",
                "{\"learner\":[]}",
                "{\"learner\":{}}",
                "{\"version\":7}",
                "nodes=1"
            })
    void whatIsNoModelIsRefused(String text) {
        refusal(text);
    }

    @Test
    void binaryJsonIsNamed() {
        assertThat(refusal("{L\0\0\0"))
                .contains("this is binary JSON, not text; save it again with save_model(\"model.json\")");
    }

    @Test
    void nestingIsBounded() {
        assertThat(refusal("{\"x\":" + "[".repeat(1_000_000))).contains("byte ").contains("nesting depth");
        assertThat(refusal("{\"x\":".repeat(1_000_000))).contains("nesting depth");
    }

    /** What the file says of its size is not believed, and what it has is counted while it is read. */
    @Test
    void sizesAreBounded() {
        String zeros = "[" + "0,".repeat(70_000) + "0]";
        assertThat(refusal(MODEL.replace("[1,-1,-1,4,-1,-1]", zeros)))
                .contains("tree 0, left_children: more than 65,536 values; train with fewer or smaller trees");
        read(MODEL.replace("\"num_nodes\":\"6\"", "\"num_nodes\":\"2147483647\""));
        read(MODEL.replace("\"num_trees\":\"1\"", "\"num_trees\":\"2147483647\""));
        String leaf = "{\"left_children\":[-1],\"right_children\":[-1],\"split_indices\":[0],\"split_conditions\":[0],"
                + "\"default_left\":[0]}";
        assertThat(refusal(MODEL.replace(TREE, (leaf + ",").repeat(10_000) + leaf)))
                .contains("more than 10,000 trees; ");
        byte[] large = Arrays.copyOf(MODEL.getBytes(UTF_8), Bundle.MAX_FILE_BYTES + 1);
        assertThat(catchThrowableOfType(BrokenBundle.class, () -> XgboostFile.read("m.json", large)))
                .hasMessageContaining("are more than the limit of 67,108,864");
    }

    @Test
    void aTreeOverTheLimitIsRefused() {
        assertThat(refusal(MODEL.replace(TREE, chain(3_000))))
                .contains("tree 0: 6,001 nodes are more than the limit of 4,096; train with max_depth of at most 11");
        assertThat(read(MODEL.replace(TREE, chain(2_000))).trees().leaves(0)).isEqualTo(2_001);
        String ten = (chain(2_000) + ",").repeat(10);
        assertThat(refusal(
                        MODEL.replace(TREE, ten.substring(0, ten.length() - 1)).replace("\"tree_info\":[0],", "")))
                .contains("more than 16,000,000 nodes on the paths to its leaves; ");
    }

    /** So many splits below one another. */
    private static String chain(int splits) {
        StringBuilder left = new StringBuilder();
        StringBuilder right = new StringBuilder();
        for (int split = 0; split < splits; split++) {
            left.append(2 * split + 1).append(",-1,");
            right.append(2 * split + 2).append(",-1,");
        }
        String zeros = "[" + "0,".repeat(2 * splits) + "0]";
        return String.format(
                Locale.ROOT,
                "{\"left_children\":[%s-1],\"right_children\":[%s-1],\"split_indices\":%s,\"split_conditions\":%s,\"default_left\":%s}",
                left,
                right,
                zeros,
                zeros,
                zeros);
    }

    private static XgboostFile read(String json) {
        XgboostFile file = XgboostFile.read("m.json", json.getBytes(UTF_8));
        assertThat(file.trees()).isInstanceOf(FlatTrees.class);
        return file;
    }

    private static String refusal(String json) {
        BrokenBundle refused = catchThrowableOfType(BrokenBundle.class, () -> read(json));
        assertThat(refused).as(json.substring(0, Math.min(100, json.length()))).isNotNull();
        assertThat(refused.line()).startsWith("m.json: ").contains("; ").doesNotContain("\n");
        return refused.line();
    }
}
