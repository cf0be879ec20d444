package io.driftway.format.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.batch.Sha256;
import io.driftway.core.decision.ReferenceFacts;
import io.driftway.core.decision.ReferenceFacts.OnHeldOut;
import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.model.Calibration;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.model.Features;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.Importance;
import io.driftway.core.model.Manifest;
import io.driftway.core.model.Metric;
import io.driftway.core.model.Model;
import io.driftway.core.model.Quality;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.model.SmokeRow;
import io.driftway.core.model.Training;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import io.driftway.core.profile.SmokeRows;
import io.driftway.core.retrain.Trained;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class BundleTest {

    private final Bundle bundle = new BundleFiles().write(trained(1), DriftSettings.NONE);

    @TempDir
    private Path folder;

    @Test
    void aBundleComesBackBitForBit() {
        BundleFolder.write(bundle, folder);
        Bundle read = BundleFolder.read(folder);
        assertThat(read.files()).containsOnlyKeys("manifest.json", "trees.json", "reference.json", "model.onnx");
        read.files().forEach((name, content) -> assertThat(content)
                .isEqualTo(bundle.files().get(name)));
        assertThat(read.model().id()).isEqualTo(bundle.model().id());
        assertThat(read.model().manifest()).isEqualTo(bundle.model().manifest());
        assertThat(BundleJson.compact(read.model().scorer()))
                .isEqualTo(BundleJson.compact(bundle.model().scorer()));
        assertThat(read.baseline()).usingRecursiveComparison().isEqualTo(bundle.baseline());
    }

    @Test
    void everyFloatAndDoubleIsWrittenWithTheDigitsThatBringItBack() {
        Trained trained = trained(2);
        Bundle read = new BundleFiles()
                .read(
                        "bundle",
                        new BundleFiles().write(trained, DriftSettings.NONE).files());
        assertThat(((FlatTrees) read.model().scorer()).value())
                .isEqualTo(trained.trees().value());
        assertThat(((FlatTrees) read.model().scorer()).intercept())
                .isEqualTo(trained.trees().intercept());
        assertThat(((NumericProfile) read.baseline().reference().columns().getFirst()).values())
                .isEqualTo(((NumericProfile) trained.reference().columns().getFirst()).values());
        assertThat(read.model().manifest().metrics()).isEqualTo(trained.metrics());
    }

    @Test
    void theIdIsTheSha256OfTheManifestAndChangesWithAnyContent() {
        assertThat(bundle.model().id()).isEqualTo(Sha256.of(bundle.files().get("manifest.json")));
        assertThat(bundle.baseline().modelId()).isEqualTo(bundle.model().id());
        assertThat(new BundleFiles()
                        .write(trained(1), DriftSettings.NONE)
                        .model()
                        .id())
                .isEqualTo(bundle.model().id());
        assertThat(new BundleFiles()
                        .write(trained(2), DriftSettings.NONE)
                        .model()
                        .id())
                .isNotEqualTo(bundle.model().id());
    }

    @Test
    void aTruncatedFileIsRefused() {
        for (String file : List.of("trees.json", "reference.json", "model.onnx")) {
            byte[] content = bundle.files().get(file);
            assertThat(refusal(file, Arrays.copyOf(content, content.length / 2)))
                    .isEqualTo("bundle/" + file + ": the content is not what manifest.json names by its sha256; "
                            + "copy the whole bundle again, or train a new one");
        }
    }

    @Test
    void aTruncatedManifestIsRefusedInOneLine() {
        byte[] content = bundle.files().get("manifest.json");
        for (int length = 0; length < content.length - 1; length += 7) {
            assertThat(refusal("manifest.json", Arrays.copyOf(content, length)))
                    .startsWith("bundle/manifest.json: ")
                    .endsWith("; copy the whole bundle again, or train a new one")
                    .doesNotContain("\n");
        }
    }

    @Test
    void aChangedByteIsRefused() {
        byte[] content = bundle.files().get("trees.json").clone();
        content[content.length / 2] ^= 1;
        assertThat(refusal("trees.json", content)).contains("trees.json: the content is not what manifest.json names");
    }

    @Test
    void anAbsentFileIsNamed() {
        Map<String, byte[]> files = new HashMap<>(bundle.files());
        files.remove("reference.json");
        assertThatThrownBy(() -> new BundleFiles().read("bundle", files))
                .isInstanceOf(BrokenBundle.class)
                .hasMessage("bundle: there is no reference.json; give a folder that driftway train has written");
    }

    @Test
    void anotherFormatIsRefused() {
        assertThat(refusal("manifest.json", replaced("manifest.json", "driftway-model/2", "driftway-model/1")))
                .contains("format is driftway-model/1, this version reads driftway-model/2");
    }

    /** An earlier release reads the other format only, so that it does not send these rows right. */
    @Test
    void treesThatSendMissingValuesLeftHaveAFormatOfTheirOwn() {
        Trained plain = trained(2);
        boolean[] missingLeft = new boolean[plain.trees().feature().length];
        missingLeft[3] = true;
        FlatTrees trees = new FlatTrees(
                2,
                plain.trees().intercept(),
                plain.trees().starts(),
                plain.trees().feature(),
                plain.trees().value(),
                plain.trees().left(),
                plain.trees().right(),
                missingLeft);
        Bundle written = new BundleFiles()
                .write(
                        new Trained(plain.schema(), plain.training(), plain.metrics(), trees, plain.reference()),
                        DriftSettings.NONE);

        Bundle read = new BundleFiles().read("bundle", written.files());

        assertThat(read.model().manifest().format()).isEqualTo("driftway-model/3");
        assertThat(((FlatTrees) read.model().scorer()).missingLeft()).isEqualTo(missingLeft);
        assertThat(new String(read.files().get("trees.json"), StandardCharsets.UTF_8))
                .contains(",\"missing_left\":[false,false,false,true,false,false,");
        assertThat(text("manifest.json")).contains("driftway-model/2");
        assertThat(text("trees.json")).doesNotContain("missing");
    }

    @Test
    void treesOfTheOtherFormatMustSayWhereMissingValuesGo() {
        assertThat(refusal("manifest.json", replaced("manifest.json", "driftway-model/2", "driftway-model/3")))
                .startsWith("bundle/trees.json: ")
                .contains("missing_left");
    }

    @Test
    void aManifestWithoutASchemaIsRefused() {
        assertThat(refusal("manifest.json", replaced("manifest.json", "\"schema\"", "\"scheme\"")))
                .contains("manifest.json: ")
                .contains("schema");
    }

    @Test
    void treesThatCannotBeAreRefusedEvenWhenTheManifestVouchesForThem() {
        assertThat(refusalWithMatchingSha("trees.json", replaced("trees.json", "\"starts\":[0", "\"starts\":[1")))
                .contains("trees.json: ")
                .contains("the first tree must start at 0");
        assertThat(refusalWithMatchingSha("trees.json", replaced("trees.json", "\"features\":2", "\"features\":3")))
                .contains("the trees take 3 features, the schema has 2");
    }

    private static Bundle measured() {
        Trained bare = trained(1);
        Function<Batch, float[]> score = rows -> bare.trees().probabilities(Features.of(rows, bare.schema()));
        Map<String, Importance> importance = new LinkedHashMap<>();
        importance.put("plan", new Importance(0.1 + 0.2, 1.0 / 3));
        importance.put("fee", new Importance(-1e-17, 0));
        return new BundleFiles()
                .write(
                        new Trained(
                                bare.schema(),
                                bare.training(),
                                bare.metrics(),
                                new Calibration(List.of(0.1, 1.0 / 3), List.of(0.0, 0.7), 20, 9, 0.1, 0.2, 0.3, 0.4),
                                importance,
                                SmokeRow.score(
                                        SmokeRows.draw(bare.schema(), bare.reference(), 1), bare.schema(), score),
                                bare.trees(),
                                bare.reference(),
                                ReferenceFacts.NONE),
                        DriftSettings.NONE);
    }

    @Test
    void calibrationImportanceAndSmokeRowsComeBack() {
        Bundle written = measured();
        Manifest read =
                new BundleFiles().read("bundle", written.files()).model().manifest();
        assertThat(read).isEqualTo(written.model().manifest());
        assertThat(read.importance().keySet()).containsExactly("plan", "fee");
        assertThat(Objects.requireNonNull(read.calibration()).probability()).containsExactly(0.1, 1.0 / 3);
        assertThat(read.smoke()).hasSize(16);
        assertThat(read.smoke().getLast().cells()).containsExactly(null, null);
    }

    @Test
    void aModelThatScoresDifferentlyThanWhenItWasTrainedIsBroken() {
        Bundle written = measured();
        byte[] trees = written.files().get("trees.json");
        // Other trees, and a manifest that vouches for them: what a bad copy cannot do and a bad build can.
        byte[] others = BundleJson.compact(trained(3).trees());
        String manifest = new String(written.files().get("manifest.json"), StandardCharsets.UTF_8)
                .replace(Sha256.of(trees), Sha256.of(others));
        Map<String, byte[]> files = with(
                with(written.files(), "trees.json", others),
                "manifest.json",
                manifest.getBytes(StandardCharsets.UTF_8));
        assertThat(refusal(files))
                .matches(
                        "bundle/manifest.json: the model scores differently than when it was trained: "
                                + "smoke row \\d+ has [01]\\.\\d{7}, it had [01]\\.\\d{7}; copy the whole bundle again, or train a new one");
    }

    @Test
    void nonsenseInTheNewPartsOfAManifestIsRefused() {
        String manifest = new String(measured().files().get("manifest.json"), StandardCharsets.UTF_8);
        assertThat(refusal(with(
                        measured().files(),
                        "manifest.json",
                        manifest.replace("\"plan\" : {\n", "\"price\" : {\n").getBytes(StandardCharsets.UTF_8))))
                .contains("importance names price, which is no feature of the schema");
        assertThat(refusal(with(
                        measured().files(),
                        "manifest.json",
                        manifest.replace("[ null, null ]", "[ null ]").getBytes(StandardCharsets.UTF_8))))
                .contains("each with 2 cells");
    }

    @Test
    void cyclesStrayChildrenNansAndAbsurdSizesInTreesAreRefused() {
        byte[] trees = new FlatTreesJson("[1,-1,-1]", "[2,-1,-1]", "0.5", "[0]").bytes();
        assertThat(new BundleFiles()
                        .read("bundle", withMatchingSha("trees.json", trees))
                        .model()
                        .scorer()
                        .features())
                .isEqualTo(2);
        assertThat(treesRefusal("[0,-1,-1]", "[2,-1,-1]", "0.5", "[0]")).contains("children 0 and 2 cannot be");
        assertThat(treesRefusal("[1,-1,-1]", "[7,-1,-1]", "0.5", "[0]")).contains("children 1 and 7 cannot be");
        assertThat(treesRefusal("[1,-1,-1]", "[-5,-1,-1]", "0.5", "[0]")).contains("children 1 and -5 cannot be");
        assertThat(treesRefusal("[1,-1,-1]", "[2,-1,-1]", "\"NaN\"", "[0]")).contains("value NaN");
        assertThat(treesRefusal("[1,-1,-1]", "[2,-1,-1]", "1e99", "[0]")).contains("value Infinity");
        assertThat(treesRefusal("[1,-1]", "[2,-1,-1]", "0.5", "[0]")).contains("must be equally long");
        assertThat(treesRefusal("[1,-1,-1]", "[2,-1,-1]", "0.5", "[0,2147483647]"))
                .contains("nodes, got");
        assertThat(treesRefusal("[1,-1,-1]", "[2,-1,-1]", "0.5", "[0,3,-2147483648]"))
                .contains("nodes, got");
        assertThat(treesRefusal("[1,-1,-1]", "[2,-1,-1]", "0.5", "[0" + ",1".repeat(10_000) + "]"))
                .contains("trees must be 1 to 10000, got 10001");
        assertThat(treesRefusal("[99999999999,-1,-1]", "[2,-1,-1]", "0.5", "[0]"))
                .contains("trees.json: ");
    }

    private String treesRefusal(String left, String right, String threshold, String starts) {
        String line = refusalWithMatchingSha("trees.json", new FlatTreesJson(left, right, threshold, starts).bytes());
        assertThat(line).startsWith("bundle/trees.json: ").doesNotContain("\n");
        return line;
    }

    /** One branch with two leaves, or what is made of it. */
    private record FlatTreesJson(String left, String right, String threshold, String starts) {
        byte[] bytes() {
            return """
                    {"features":2,"intercept":0,"starts":%s,"feature":[0,-1,-1],"value":[%s,1,2],"left":%s,"right":%s}""".formatted(starts, threshold, left, right).getBytes(StandardCharsets.UTF_8);
        }
    }

    @Test
    void aBundleFromBeforeThereWasAnOnnxFileIsRead() {
        String manifest = text("manifest.json").replaceAll(",\\s*\"onnx_sha256\" : \"[0-9a-f]{64}\"", "");
        assertThat(manifest).doesNotContain("onnx");
        Map<String, byte[]> files = with(bundle.files(), "manifest.json", manifest.getBytes(StandardCharsets.UTF_8));
        files.remove("model.onnx");
        assertThat(new BundleFiles().read("bundle", files).files())
                .containsOnlyKeys("manifest.json", "trees.json", "reference.json");
    }

    /** Written by the version before. */
    private static final Path WITHOUT_FACTS = Path.of("src/core/test/resources/bundle-without-facts");

    @Test
    void aBundleFromBeforeThereWereFactsIsReadAndKeepsItsId() {
        Bundle read = BundleFolder.read(WITHOUT_FACTS);
        assertThat(read.model().id())
                .isEqualTo("4b0fe4b3fd20ac7457621108" + "9273ac33045e1afa3c9f01df" + "bc8dbbf9c3fbb8d1");
        assertThat(read.baseline().facts()).isEqualTo(ReferenceFacts.NONE);
        assertThat(read.files()).doesNotContainKey("facts.json");
    }

    /** The model of the older bundle, trained anew on the rows that its reference is of. */
    private static Bundle withFacts() {
        Model old = BundleFolder.read(WITHOUT_FACTS).model();
        Schema schema = old.manifest().schema();
        double[] fee = new double[80];
        int[] plan = new int[80];
        for (int row = 0; row < 80; row++) {
            fee[row] = row < 5 ? Double.NaN : 10 + row % 40 / 4.0;
            plan[row] = row < 5 || row % 3 == 0 ? 1 : 0;
        }
        Batch rows = new Batch(
                "rows",
                List.of(new NumericColumn("fee", fee), new CategoricalColumn("plan", List.of("basic", "plus"), plan)),
                80);
        float[] probabilities = old.score(rows).probabilities();
        List<Column> columns = new ArrayList<>(rows.columns());
        columns.add(ScoredBatch.prediction(probabilities));
        Profile reference = Profile.of(new Batch("rows", columns, 80), List.of("fee", "plan", "prediction"));
        OnHeldOut heldOut = OnHeldOut.of(probabilities, new boolean[80]).orElseThrow();
        return new BundleFiles()
                .write(
                        new Trained(
                                schema,
                                old.manifest().training(),
                                old.manifest().metrics(),
                                null,
                                Map.of(),
                                List.of(),
                                (FlatTrees) old.scorer(),
                                reference,
                                ReferenceFacts.of(rows, reference, schema, old.scorer(), heldOut)),
                        DriftSettings.NONE);
    }

    @Test
    void factsComeBack() {
        Bundle written = withFacts();
        BundleFolder.write(written, folder);
        Bundle read = BundleFolder.read(folder);
        assertThat(read.model().id()).isEqualTo(written.model().id());
        assertThat(withFacts().files().get("facts.json"))
                .isEqualTo(read.files().get("facts.json"))
                .isEqualTo(BundleJson.compact(read.baseline().facts()));
        ReferenceFacts facts = read.baseline().facts();
        assertThat(facts.leaves()).hasSize(2);
        assertThat(facts.structural()).hasSize(1);
        assertThat(facts.equalPairs()).isPositive();
        assertThat(Objects.requireNonNull(facts.heldOut()).loss().rows()).isEqualTo(80);
        assertThat(read.baseline()).usingRecursiveComparison().isEqualTo(written.baseline());
    }

    @Test
    void factsThatAreNotOfTheReferenceOrTheTreesAreRefused() {
        assertThat(factsRefusal("\"rows\":80,\"leaves\"", "\"rows\":81,\"leaves\""))
                .isEqualTo("it is of 81 rows, the reference has 80");
        assertThat(factsRefusal("\"leaves\":[[", "\"leaves\":[[0,"))
                .isEqualTo("it counts 3 leaves of tree 0, which has 2");
        assertThat(factsRefusal("\"leaves\":[[", "\"leaves\":[[1"))
                .isEqualTo("the leaves of tree 0 do not hold each row once");
        assertThat(factsRefusal("\"by\":\"plan\"", "\"by\":\"price\"")).isEqualTo("column price is not profiled");
        assertThat(factsRefusal("\"cells\":[", "\"cells\":[7,"))
                .isEqualTo("the missing cells of fee by plan are not those of the reference");
        assertThat(factsRefusal("\"equal_pairs\":", "\"equal_pairs\":99")).contains("80 rows cannot have");
        assertThat(factsRefusal("\"name\":\"prediction\"", "\"name\":\"guess\""))
                .contains("column guess");
        assertThat(factsRefusal("\"mean\":", "\"mean\":7")).contains("a loss has a mean");
        assertThat(factsRefusal("\"leaves\"", "\"leafs\"")).contains("leaves");
        assertThat(factsRefusal("\"fee\":", "\"price\":")).contains("of price is not of a feature");
        assertThat(factsRefusal("\"missing\":{", "\"missing\":null,\"unknown\":{"))
                .contains("missing");
    }

    @Test
    void factsThatAreNotThereOrCutShortAreRefused() {
        Map<String, byte[]> files = new HashMap<>(withFacts().files());
        byte[] facts = files.get("facts.json");
        assertThat(refusal(with(files, "facts.json", Arrays.copyOf(facts, facts.length / 2))))
                .startsWith("bundle/facts.json: the content is not what manifest.json names by its sha256");
        files.remove("facts.json");
        assertThat(refusal(files)).startsWith("bundle: there is no facts.json");
    }

    /** What is wrong with facts that the manifest vouches for. */
    private static String factsRefusal(String old, String replacement) {
        Map<String, byte[]> files = withFacts().files();
        String facts = new String(files.get("facts.json"), StandardCharsets.UTF_8);
        assertThat(facts).contains(old);
        byte[] changed = facts.replace(old, replacement).getBytes(StandardCharsets.UTF_8);
        String manifest = new String(files.get("manifest.json"), StandardCharsets.UTF_8)
                .replace(Sha256.of(files.get("facts.json")), Sha256.of(changed));
        String line = refusal(
                with(with(files, "facts.json", changed), "manifest.json", manifest.getBytes(StandardCharsets.UTF_8)));
        assertThat(line).doesNotContain("\n");
        String at = "bundle/facts.json: ";
        String remedy = "; copy the whole bundle again, or train a new one";
        assertThat(line).startsWith(at).endsWith(remedy);
        return line.substring(at.length(), line.length() - remedy.length());
    }

    @Test
    void aManifestFromBeforeFilesWereNamedIsOfOneFile() {
        String manifest = text("manifest.json").replaceAll(",\\s*\"files\" : \\[[^\\]]*\\]", "");
        assertThat(manifest).doesNotContain("\"files\"").isNotEqualTo(text("manifest.json"));
        Map<String, byte[]> files = with(bundle.files(), "manifest.json", manifest.getBytes(StandardCharsets.UTF_8));
        Training training =
                new BundleFiles().read("bundle", files).model().manifest().training();
        assertThat(training.files()).containsExactly(training.dataSha256());
    }

    @Test
    void aManifestThatNamesNoModelIsRefused() {
        String manifest =
                text("manifest.json").replaceAll("\"(trees|onnx)_sha256\" : \"[0-9a-f]{64}\"", "\"$1_sha256\" : null");
        assertThat(refusal("manifest.json", manifest.getBytes(StandardCharsets.UTF_8)))
                .contains("manifest.json: ")
                .contains("neither treesSha256 nor onnxSha256 names a model");
    }

    @Test
    void aReferenceThatLacksAColumnIsRefused() {
        assertThat(refusalWithMatchingSha("reference.json", replaced("reference.json", "\"prediction\"", "\"guess\"")))
                .contains("reference.json: column prediction is not profiled");
    }

    @Test
    void aFileOverTheLimitIsRefusedBeforeItIsParsed() {
        assertThat(refusal("trees.json", new byte[Bundle.MAX_FILE_BYTES + 1]))
                .isEqualTo("bundle/trees.json: 67,108,865 bytes are more than the limit of 67,108,864; "
                        + "train again on fewer columns or with a smaller reference");
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> BundleFolder.read(folder.resolve("absent")))
                .isInstanceOf(BrokenBundle.class)
                .hasMessageContaining("absent: there is no such folder");
    }

    @Test
    void anEmptyFolderAndAnOlderBundleAreFreeToWriteToAndNothingElseIs() throws IOException {
        assertThat(BundleFolder.isFree(folder.resolve("absent"))).isTrue();
        assertThat(BundleFolder.isFree(folder)).isTrue();
        BundleFolder.write(bundle, folder);
        assertThat(BundleFolder.isFree(folder)).isTrue();
        Path thesis = Files.writeString(folder.resolve("thesis.txt"), "do not touch");
        assertThat(BundleFolder.isFree(folder)).isFalse();
        assertThat(BundleFolder.isFree(thesis)).isFalse();
    }

    private String refusal(String file, byte[] content) {
        return refusal(with(bundle.files(), file, content));
    }

    private String refusalWithMatchingSha(String file, byte[] content) {
        return refusal(withMatchingSha(file, content));
    }

    private Map<String, byte[]> withMatchingSha(String file, byte[] content) {
        String manifest = text("manifest.json").replace(Sha256.of(bundle.files().get(file)), Sha256.of(content));
        return with(with(bundle.files(), file, content), "manifest.json", manifest.getBytes(StandardCharsets.UTF_8));
    }

    private static String refusal(Map<String, byte[]> files) {
        try {
            new BundleFiles().read("bundle", files);
        } catch (BrokenBundle broken) {
            return broken.line();
        }
        throw new AssertionError("the bundle was not refused");
    }

    private static Map<String, byte[]> with(Map<String, byte[]> files, String file, byte[] content) {
        Map<String, byte[]> changed = new HashMap<>(files);
        changed.put(file, content);
        return changed;
    }

    private byte[] replaced(String file, String old, String replacement) {
        assertThat(text(file)).contains(old);
        return text(file).replace(old, replacement).getBytes(StandardCharsets.UTF_8);
    }

    private String text(String file) {
        return new String(bundle.files().get(file), StandardCharsets.UTF_8);
    }

    /** Numbers with all their digits, from the whole range of their types. */
    public static Trained trained(long seed) {
        Random random = new Random(seed);
        int trees = 2_000;
        float[] value = new float[3 * trees];
        int[] feature = new int[value.length];
        int[] left = new int[value.length];
        int[] right = new int[value.length];
        for (int node = 0; node < value.length; node++) {
            boolean leaf = node % 3 != 0;
            do {
                value[node] = Float.intBitsToFloat(random.nextInt());
            } while (!Float.isFinite(value[node]));
            feature[node] = leaf ? -1 : random.nextInt(2);
            left[node] = leaf ? -1 : 1;
            right[node] = leaf ? -1 : 2;
        }
        double[] distinct = random.longs(3_000)
                .mapToDouble(Double::longBitsToDouble)
                .filter(Double::isFinite)
                .distinct()
                .sorted()
                .toArray();
        long[] counts = random.longs(distinct.length, 1, 100).toArray();
        return new Trained(
                new Schema(
                        List.of(
                                new Field("fee", ColumnType.NUM, Role.FEATURE, List.of()),
                                new Field("plan", ColumnType.CAT, Role.FEATURE, List.of("basic", "\u00fcber \"all\"")),
                                new Field("left", ColumnType.CAT, Role.TARGET, List.of("No", "Yes"))),
                        "Yes"),
                new Training("trainer", new TreeMap<>(Map.of("seed", "1")), Sha256.of(new byte[0]), 80, 20, 80),
                new Quality(
                        Map.of(
                                Metric.AUC,
                                random.nextDouble(),
                                Metric.LOG_LOSS,
                                random.nextDouble(),
                                Metric.BRIER,
                                random.nextDouble()),
                        20),
                new FlatTrees(
                        2,
                        random.nextGaussian(),
                        IntStream.range(0, trees).map(tree -> 3 * tree).toArray(),
                        feature,
                        value,
                        left,
                        right),
                new Profile(
                        80,
                        List.of(
                                new NumericProfile("fee", distinct, counts, 3, 1),
                                new CategoricalProfile("plan", new TreeMap<>(Map.of("basic", 50L, "other", 29L)), 1),
                                new NumericProfile(
                                        "prediction", new double[] {0.25, 0.5}, new long[] {40, 40}, 0, 0))));
    }
}
