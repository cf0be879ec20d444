package io.driftway.telemetry;

import io.driftway.core.profile.NumericProfile;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Exports the predicted probabilities as a histogram in tenths. Micrometer's histogram with own bounds rounds each value up to a whole number,
 * so it would never count a value below 1. A whole batch is added at once, so no scrape sees half of it.
 */
public final class PredictedProbabilities implements Collector {

    /** Upper bounds. A probability is a float, and 0.1 as a float is more than 0.1 as a double. */
    private static final float[] BOUNDS = {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f, 1.0f};

    private final double[] exportedBounds = new double[BOUNDS.length + 1];
    private final long[] counts = new long[BOUNDS.length + 1];
    private final @Nullable Exemplar[] exemplars = new @Nullable Exemplar[BOUNDS.length + 1];
    private double sum;

    public PredictedProbabilities(PrometheusRegistry registry) {
        for (int i = 0; i < BOUNDS.length; i++) {
            exportedBounds[i] = Double.parseDouble(Float.toString(BOUNDS[i]));
        }
        exportedBounds[BOUNDS.length] = Double.POSITIVE_INFINITY;
        registry.register(this);
    }

    /** Counts the probabilities of a batch; a bucket that gets one is led to the present trace. */
    void add(NumericProfile probabilities) {
        long[] more = new long[counts.length];
        double[] one = new double[counts.length];
        double moreSum = 0;
        for (int i = 0; i < probabilities.distinct(); i++) {
            double p = probabilities.values()[i];
            int bucket = bucket((float) p);
            more[bucket] += probabilities.counts()[i];
            one[bucket] = p;
            moreSum += p * probabilities.counts()[i];
        }
        SpanContext trace = Span.current().getSpanContext();
        synchronized (this) {
            sum += moreSum;
            for (int i = 0; i < counts.length; i++) {
                counts[i] += more[i];
                if (more[i] > 0 && trace.isSampled()) {
                    exemplars[i] = Exemplar.builder()
                            .value(one[i])
                            .traceId(trace.getTraceId())
                            .spanId(trace.getSpanId())
                            .timestampMillis(System.currentTimeMillis())
                            .build();
                }
            }
        }
    }

    private static int bucket(float probability) {
        int bucket = 0;
        while (bucket < BOUNDS.length && probability > BOUNDS[bucket]) {
            bucket++;
        }
        return bucket;
    }

    @Override
    public String getPrometheusName() {
        return Meters.PREDICTION_PROBABILITY.exported();
    }

    @Override
    public synchronized HistogramSnapshot collect() {
        return HistogramSnapshot.builder()
                .name(Meters.PREDICTION_PROBABILITY.exported())
                .help(Meters.PREDICTION_PROBABILITY.description())
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(exportedBounds, counts.clone()))
                        .sum(sum)
                        .exemplars(Exemplars.of(Arrays.stream(exemplars)
                                .filter(Objects::nonNull)
                                .toList()))
                        .build())
                .build();
    }
}
