package io.driftway.telemetry;

import io.driftway.core.batch.WarningCode;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.distribution.HistogramSupport;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the number of series that a process exports. It refuses a meter beyond the limit and counts the refusal. A meter counts as many series
 * as it has values, including the buckets of a histogram. If there is room for one series, the whole meter is admitted.
 */
public final class SeriesBudget implements MeterFilter {

    private final MeterRegistry registry;
    private final long most;
    private final AtomicLong series = new AtomicLong();

    private SeriesBudget(MeterRegistry registry, long most) {
        this.registry = registry;
        this.most = most;
    }

    /** Holds a registry, in which there is no meter yet, to so many series. */
    public static void hold(MeterRegistry registry, long most) {
        SeriesBudget budget = new SeriesBudget(registry, most);
        registry.config()
                .meterFilter(budget)
                .onMeterAdded(meter -> budget.series.addAndGet(series(meter)))
                .onMeterRemoved(meter -> budget.series.addAndGet(-series(meter)));
    }

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        boolean refused = series.get() >= most && !id.getName().equals(Meters.WARNINGS.meter());
        if (refused) {
            Meters.WARNINGS.count(registry, 1, WarningCode.SERIES_LIMIT.code());
        }
        return refused ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }

    /** A summary has its count, its sum and its maximum; a histogram has one bucket more than those that have a bound. */
    private static int series(Meter meter) {
        if (!(meter instanceof HistogramSupport summary)) {
            return 1;
        }
        int buckets = summary.takeSnapshot().histogramCounts().length;
        return 3 + (buckets == 0 ? 0 : buckets + 1);
    }
}
