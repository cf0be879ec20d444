package io.driftway.deciding;

import io.driftway.Labelled;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Draws a table of columns of many shapes, on which no constant of the engine was chosen: skewed and heavy tails, nearly all zero, integers with few
 * values, 2 to 40 labels with rare ones, columns that depend on each other, cells that are missing by chance or because of another column.
 */
final class Shapes {

    private final SplittableRandom random;
    private final int rows;
    private final List<Column> columns = new ArrayList<>();
    private final List<Field> fields = new ArrayList<>();

    private Shapes(int rows, long seed) {
        random = new SplittableRandom(seed);
        this.rows = rows;
    }

    static Labelled draw(int rows, long seed) {
        return new Shapes(rows, seed).labelled();
    }

    private Labelled labelled() {
        double[] common = normals();
        double[] other = normals();
        int[] kind = labels("kind", 5, 0.8, _ -> true);
        double[] income = numbers("income", row -> Math.exp(1.4 * (0.7 * common[row] + 0.7 * random.nextGaussian())));
        double[] claim =
                numbers("claim", row -> random.nextDouble() < 0.85 ? 0 : 100 * Math.pow(random.nextDouble(), -0.6));
        numbers("rare_event", row -> random.nextDouble() < 0.97 ? 0 : 1 + random.nextInt(6));
        int[] visits = new int[rows];
        numbers("visits", row -> visits[row] = poisson(Math.exp(1 + 0.5 * other[row])));
        numbers("rooms", row -> 1 + (int) (3 * Math.pow(random.nextDouble(), 2)));
        double[] height = numbers("height", row -> 170 + 9 * common[row]);
        numbers("weight", row -> 70 + 8 * common[row] + 6 * random.nextGaussian() + (other[row] > 1 ? 10 : 0));
        numbers("two_humps", row -> (random.nextDouble() < 0.35 ? -3 : 2) + random.nextGaussian());
        numbers("price", row -> Math.floor(5 + 40 * random.nextDouble() * random.nextDouble()) + 0.99);
        numbers("share", row -> Math.clamp(0.5 + 0.4 * other[row], 0, 1));
        numbers("nearly_one_value", row -> random.nextDouble() < 0.995 ? 7 : random.nextInt(20));
        numbers("sometimes_missing", row -> random.nextDouble() < 0.12 ? Double.NaN : -Math.log(random.nextDouble()));
        numbers(
                "missing_by_kind",
                row -> kind[row] == 1 || (kind[row] == 2 && random.nextDouble() < 0.4)
                        ? Double.NaN
                        : 30 * Math.abs(common[row]) + random.nextDouble());
        int[] flag = labels("flag", 2, 0.5, _ -> true);
        labels("seldom", 2, 5.5, _ -> true);
        labels("trio_by_common", 3, row -> common[row] < -0.5 ? 0 : common[row] < 1 ? 1 : 2);
        labels("dozen", 12, 1.2, _ -> random.nextDouble() >= 0.06);
        labels("forty", 40, 1.6, _ -> true);
        labels("region_if_flag", 8, 0.9, row -> flag[row] == 0);
        label(row -> -0.6
                + 0.5 * Math.log(income[row])
                - 0.07 * (height[row] - 170)
                + (kind[row] == 0 ? 0.7 : 0)
                + (flag[row] == 0 ? 0.9 * other[row] : -0.9 * other[row])
                + (claim[row] > 0 ? 1.1 : 0)
                + 0.12 * visits[row]);
        return new Labelled(new Batch("shapes", columns, rows), new Schema(fields, "Yes"));
    }

    private double[] normals() {
        return IntStream.range(0, rows).mapToDouble(_ -> random.nextGaussian()).toArray();
    }

    private double[] numbers(String name, IntToDoubleFunction value) {
        double[] values = IntStream.range(0, rows).mapToDouble(value).toArray();
        columns.add(new NumericColumn(name, values));
        fields.add(new Field(name, ColumnType.NUM, Role.FEATURE, List.of()));
        return values;
    }

    /** Adds labels with shares in proportion to 1 / rank^power. */
    private int[] labels(String name, int labels, double power, java.util.function.IntPredicate present) {
        double[] upTo = new double[labels];
        double sum = 0;
        for (int label = 0; label < labels; label++) {
            sum += Math.pow(label + 1, -power);
            upTo[label] = sum;
        }
        double all = sum;
        return labels(name, labels, row -> {
            double u = random.nextDouble() * all;
            return present.test(row)
                    ? (int) IntStream.range(0, labels - 1)
                            .takeWhile(label -> upTo[label] <= u)
                            .count()
                    : -1;
        });
    }

    private int[] labels(String name, int labels, IntUnaryOperator code) {
        int[] codes = IntStream.range(0, rows).map(code).toArray();
        List<String> dictionary =
                IntStream.range(0, labels).mapToObj(label -> name + label).toList();
        columns.add(new CategoricalColumn(name, dictionary, codes));
        fields.add(new Field(name, ColumnType.CAT, Role.FEATURE, dictionary));
        return codes;
    }

    private void label(IntToDoubleFunction logOdds) {
        List<String> dictionary = List.of("No", "Yes");
        double[] odds = IntStream.range(0, rows).mapToDouble(logOdds).toArray();
        columns.add(new CategoricalColumn(
                "target",
                dictionary,
                IntStream.range(0, rows)
                        .map(row -> random.nextDouble() * (1 + Math.exp(-odds[row])) < 1 ? 1 : 0)
                        .toArray()));
        fields.add(new Field("target", ColumnType.CAT, Role.TARGET, dictionary));
    }

    private int poisson(double mean) {
        double limit = Math.exp(-mean);
        int count = 0;
        for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
            count++;
        }
        return count;
    }
}
