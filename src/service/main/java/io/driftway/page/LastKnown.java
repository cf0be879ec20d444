package io.driftway.page;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The newest answer of a source that may fail or be slow. However many ask, the source is asked once at a time, and not again while its answer is fresh; who
 * asks waits a little for it, and has the answer of before if it does not come.
 */
final class LastKnown<T> {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /**
     * What is known.
     *
     * @param value the newest answer; null if there was none yet
     * @param at when it was asked for
     * @param fault why there is no newer one, in one line; null if this one is fresh
     */
    record Known<T>(@Nullable T value, Instant at, @Nullable String fault) {}

    private final Supplier<T> source;
    private final Duration fresh;
    private final Clock clock;
    private volatile Known<T> known = new Known<>(null, Instant.EPOCH, null);
    private @Nullable CompletableFuture<Known<T>> asking;

    LastKnown(Supplier<T> source, Duration fresh, Clock clock) {
        this.source = source;
        this.fresh = fresh;
        this.clock = clock;
    }

    Known<T> ask() {
        CompletableFuture<Known<T>> answer;
        synchronized (this) {
            if (known.value() != null
                    && known.fault() == null
                    && Duration.between(known.at(), clock.instant()).compareTo(fresh) < 0) {
                return known;
            }
            if (asking == null || asking.isDone()) {
                asking = new CompletableFuture<>();
                CompletableFuture<Known<T>> asked = asking;
                Thread.ofVirtual().name("page").start(() -> asked.complete(answer()));
            }
            answer = asking;
        }
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException slow) {
            Known<T> before = known;
            return new Known<>(
                    before.value(),
                    before.at(),
                    before.fault() != null
                            ? before.fault()
                            : "it has not answered for " + PATIENCE.toSeconds() + " seconds");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return known;
        }
    }

    private Known<T> answer() {
        Instant asked = clock.instant();
        Known<T> answer;
        try {
            answer = new Known<>(source.get(), asked, null);
        } catch (RuntimeException failure) {
            answer = new Known<>(known.value(), known.at(), line(failure));
        }
        known = answer;
        return answer;
    }

    /** What failed, in one line. */
    static String line(Throwable failure) {
        return String.valueOf(failure.getMessage())
                .lines()
                .findFirst()
                .orElse(failure.getClass().getSimpleName());
    }
}
