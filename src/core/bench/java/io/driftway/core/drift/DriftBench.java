package io.driftway.core.drift;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.profile.Profile;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One statistic of one column, 1,000,000 rows against 1,000,000, both summarised already: of numbers that are nearly all distinct, which is the dearest case, of numbers with
 * 4,000 distinct values, or of 40 labels. {@code summarise} is what it costs to get there.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DriftBench {

    private static final int ROWS = 1_000_000;

    /** The columns to choose from. */
    public enum Values {
        DISTINCT,
        REPEATED,
        LABELS
    }

    @Param
    public DriftMethod method;

    @Param
    public Values values;

    private Batch batch;
    private Profile reference;
    private Profile current;

    @Setup
    public void summarised() {
        if (!method.accepts(values == Values.LABELS ? ColumnType.CAT : ColumnType.NUM)) {
            throw new IllegalArgumentException(method.code() + " does not take " + values); // no figure for these
        }
        SplittableRandom random = new SplittableRandom(1);
        reference = Profile.of(batch(random, 0), List.of("x"));
        batch = batch(random, 0.01);
        current = Profile.of(batch, List.of("x"));
    }

    private Batch batch(SplittableRandom random, double shift) {
        return new Batch(
                "bench",
                List.of(
                        switch (values) {
                            case DISTINCT ->
                                new NumericColumn(
                                        "x",
                                        random.doubles(ROWS, shift, 1 + shift).toArray());
                            case REPEATED ->
                                new NumericColumn(
                                        "x",
                                        random.doubles(ROWS, shift, 1 + shift)
                                                .map(x -> Math.rint(x * 4000))
                                                .toArray());
                            case LABELS ->
                                new CategoricalColumn(
                                        "x",
                                        IntStream.range(0, 40)
                                                .mapToObj(i -> "label " + i)
                                                .toList(),
                                        random.ints(ROWS, 0, 40).toArray());
                        }),
                ROWS);
    }

    @Benchmark
    public DriftReport statistic() {
        return DriftComparison.compare(reference, current, DriftOptions.all(method));
    }

    @Benchmark
    public Profile summarise() {
        return Profile.of(batch, List.of("x"));
    }
}
