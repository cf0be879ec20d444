package io.driftway.core.retrain;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Schema;
import io.driftway.core.model.BinaryClassification;
import io.driftway.core.model.Features;
import io.driftway.core.model.HeldOut;
import io.driftway.core.model.Metric;
import io.driftway.demo.Customers;
import io.driftway.format.csv.CsvReader;
import io.driftway.support.GeneratedSchema;
import io.driftway.support.TwoModels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Random;

/**
 * Prints how often the gate passes a challenger, over its true gain of AUC and the rows that it is judged by, for models whose log-odds are
 * correlated so and so in each class; and, to know which correlation is real, the one between models of generated customers and their successors.
 *
 * <p>Usage: GatePower RUNS
 */
public final class GatePower {

    private static final double[] GAINS = {0, 0.005, 0.01, 0.02, 0.03};
    private static final int[] ROWS = {200, 500, 1_000, 2_000};
    private static final double[] CORRELATIONS = {0.8, 0.9, 0.95};

    private GatePower() {}

    public static void main(String[] args) throws IOException {
        int runs = Integer.parseInt(args[0]);
        pairs();
        for (double correlation : CORRELATIONS) {
            System.out.printf(Locale.ROOT, "%ncorrelation %.2f%n%7s", correlation, "gain");
            for (int rows : ROWS) {
                System.out.printf(Locale.ROOT, "%8d", rows);
            }
            for (double gain : GAINS) {
                System.out.printf(Locale.ROOT, "%n%+7.3f", gain);
                for (int rows : ROWS) {
                    System.out.printf(
                            Locale.ROOT, "%8.3f", passed(new TwoModels(0.27, 0.8, gain, correlation), rows, runs));
                    System.out.flush();
                }
            }
            System.out.println();
        }
    }

    private static double passed(TwoModels models, int rows, int runs) {
        Random random = new Random(rows);
        int passed = 0;
        for (int run = 0; run < runs; run++) {
            passed += Gate.DEFAULT
                            .judge(models.draw(rows, random), Gate.Asks.GAIN)
                            .passed()
                    ? 1
                    : 0;
        }
        return (double) passed / runs;
    }

    /** A champion of 3,000 customers and a challenger of these and 1,600 more, both judged by 20,000 fresh ones. */
    private static void pairs() throws IOException {
        for (double drift : new double[] {0, 0.25, 0.5, 1}) {
            byte[] old = customers(3_000, 0, 1);
            Schema schema = GeneratedSchema.of(old);
            byte[] both = both(old, customers(1_600, drift, 2));
            Trained before = train(old, schema);
            Trained after = train(both, schema);
            Batch fresh = read(customers(100_000, drift, 3), schema);
            HeldOut judged = HeldOut.of(fresh, schema);
            float[] champion = before.trees().probabilities(Features.of(judged.rows(), before.schema()));
            float[] challenger = after.trees().probabilities(Features.of(judged.rows(), after.schema()));
            System.out.printf(
                    Locale.ROOT,
                    "customers, drift %.2f: AUC %.4f -> %.4f, correlation of log-odds in a class %.3f%n",
                    drift,
                    BinaryClassification.quality(champion, judged.positive()).of(Metric.AUC),
                    BinaryClassification.quality(challenger, judged.positive()).of(Metric.AUC),
                    correlation(champion, challenger, judged.positive()));
        }
    }

    private static byte[] customers(int rows, double drift, long seed) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Customers(seed, seed * 1_000_000).write(out, rows, drift, true);
        return out.toByteArray();
    }

    private static byte[] both(byte[] first, byte[] second) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        int header = 0;
        while (second[header] != '\n') {
            header++;
        }
        out.write(second, header + 1, second.length - header - 1);
        return out.toByteArray();
    }

    private static Batch read(byte[] csv, Schema schema) {
        return (Batch) CsvReader.read("customers", new ByteArrayInputStream(csv), schema);
    }

    private static Trained train(byte[] csv, Schema schema) {
        return (Trained) Trainer.train(read(csv, schema), schema, Trainer.Options.DEFAULT);
    }

    /** Of the rows' distances from the mean of their class. */
    private static double correlation(float[] a, float[] b, boolean[] positive) {
        double[] meanA = new double[2];
        double[] meanB = new double[2];
        int[] rows = new int[2];
        for (int i = 0; i < a.length; i++) {
            int side = positive[i] ? 1 : 0;
            meanA[side] += logOdds(a[i]);
            meanB[side] += logOdds(b[i]);
            rows[side]++;
        }
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            int side = positive[i] ? 1 : 0;
            double x = logOdds(a[i]) - meanA[side] / rows[side];
            double y = logOdds(b[i]) - meanB[side] / rows[side];
            ab += x * y;
            aa += x * x;
            bb += y * y;
        }
        return ab / Math.sqrt(aa * bb);
    }

    private static double logOdds(double p) {
        return Math.log(p / (1 - p));
    }
}
