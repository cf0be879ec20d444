package io.driftway.smile;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.model.Features;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.ShapleyValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import smile.classification.GradientTreeBoost;
import smile.data.DataFrame;

/**
 * Rows a second, on one thread, through 200 trees of 6 leaves over 19 features, from columns to probabilities, to the Shapley values of each row, and to
 * their means. Smile's own objects are the peer of scoring, and scoring that of Shapley values: what counts is the ratio of two figures of one run.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class ScoreBench {

    private static final int ROWS = 16_384;
    private static final int NUMBERS = 6;
    private static final int LABELS = 13;
    private static final int CATEGORIES = 3;

    private Batch batch;
    private Schema schema;
    private FlatTrees trees;
    private ShapleyValues shapley;
    private GradientTreeBoost boosted;
    private DataFrame frame;

    @Setup
    public void train() {
        SplittableRandom random = new SplittableRandom(1);
        List<Field> fields = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        double[] sum = new double[ROWS];
        for (int i = 0; i < NUMBERS; i++) {
            double[] values = random.doubles(ROWS, 0, 100).toArray();
            columns.add(new NumericColumn("n" + i, values));
            fields.add(new Field("n" + i, ColumnType.NUM, Role.FEATURE, List.of()));
            for (int row = 0; row < ROWS; row++) {
                sum[row] += values[row] / 100 - 0.5;
            }
        }
        for (int i = 0; i < LABELS; i++) {
            int[] codes = random.ints(ROWS, 0, CATEGORIES).toArray();
            columns.add(new CategoricalColumn("c" + i, List.of("a", "b", "c"), codes));
            fields.add(new Field("c" + i, ColumnType.CAT, Role.FEATURE, List.of("a", "b", "c")));
            for (int row = 0; row < ROWS; row++) {
                sum[row] += 0.4 * (codes[row] - 1);
            }
        }
        boolean[] positive = new boolean[ROWS];
        for (int row = 0; row < ROWS; row++) {
            positive[row] = random.nextDouble() < 1 / (1 + Math.exp(1 - 2 * sum[row]));
        }
        batch = new Batch("bench", columns, ROWS);
        schema = new Schema(fields, null);
        Features features = Features.of(batch, schema);
        int[] rows = IntStream.range(0, ROWS).toArray();
        trees = new GradientBoosting().learn(features, rows, positive).grow(1);
        shapley = new ShapleyValues(trees, trees.leaves(features, trees.trees()));
        boosted = GradientBoosting.boost(GradientBoosting.labelled(features, rows, positive), 1);
        frame = GradientBoosting.frame(features, rows);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public float[] flatTrees() {
        return trees.probabilities(Features.of(batch, schema));
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public double[][] shapleyValues() {
        return shapley.values(Features.of(batch, schema));
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public Map<String, Double> shapleyMeans() {
        return shapley.means(Features.of(batch, schema), schema);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public float[] smile() {
        float[] probabilities = new float[ROWS];
        double[] posteriori = new double[2];
        for (int row = 0; row < ROWS; row++) {
            boosted.predict(frame.get(row), posteriori);
            probabilities[row] = (float) posteriori[1];
        }
        return probabilities;
    }
}
