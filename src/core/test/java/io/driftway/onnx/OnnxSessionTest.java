package io.driftway.onnx;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.driftway.core.model.Features;
import io.driftway.core.model.Scorer;
import io.driftway.format.onnx.HandMadeOnnx;
import io.driftway.format.onnx.HandMadeOnnx.Ints;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class OnnxSessionTest {

    private static final double[][] ROW = {{1, -1}};

    // python3: 1 / (1 + math.exp(0.5))
    private static final float EXPECTED = 0.377540668798145f;

    @Test
    void aRetiredModelHoldsNoSessionAndScoresAsBefore() {
        OrtScorer scorer = (OrtScorer) open();
        assertThat(scorer.isOpen()).isTrue();
        scorer.retire();
        assertThat(scorer.isOpen()).isFalse();
        assertThat(scorer.probabilities(OnnxForeignModelTest.rows(ROW))[0]).isCloseTo(EXPECTED, within(1e-6f));
        assertThat(scorer.isOpen()).isFalse();
        scorer.retire();
    }

    @Test
    void aModelThatNobodyHoldsIsClosedByTheCollector() throws InterruptedException {
        Sessions sessions = new Sessions(model());
        Object holder = new Object();
        Sessions.CLEANER.register(holder, sessions);
        try {
            sessions.use((environment, session) -> session.getNumInputs());
        } catch (ai.onnxruntime.OrtException fault) {
            throw new AssertionError(fault);
        }
        assertThat(sessions.isOpen()).isTrue();
        java.lang.ref.Reference.reachabilityFence(holder);
        holder = null;
        await().atMost(PATIENCE).until(() -> {
            System.gc();
            return !sessions.isOpen();
        });
    }

    /** Two threads score with whatever model is in service while it is swapped 2,000 times: every answer is right, and memory stays. */
    @Test
    void twoThousandSwapsUnderLoadLeakNothing() throws Exception {
        Assumptions.assumeTrue(NativeHeap.isReadable(), "the C library counts what is allocated: glibc 2.33 or newer");
        AtomicReference<Scorer> inService = new AtomicReference<>(open());
        AtomicBoolean done = new AtomicBoolean();
        Features rows = OnnxForeignModelTest.rows(ROW);
        List<Future<Long>> scoring = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int thread = 0; thread < 2; thread++) {
                scoring.add(threads.submit(() -> score(inService, rows, done)));
            }
            swap(inService, 100);
            long before = NativeHeap.allocatedKib();
            swap(inService, 2_000);
            long after = NativeHeap.allocatedKib();
            done.set(true);
            for (Future<Long> scored : scoring) {
                assertThat(scored.get()).isPositive();
            }
            // With sessions kept, 2,000 swaps grow by 135 MiB; without, by half a one, and the compilers of the JVM
            // move by some.
            assertThat(after - before).as("KiB grown over 2,000 swaps").isLessThan(32 * 1024);
        }
        inService.get().retire();
    }

    private static Long score(AtomicReference<Scorer> inService, Features rows, AtomicBoolean done) {
        long scored = 0;
        while (!done.get()) {
            assertThat(inService.get().probabilities(rows)[0]).isCloseTo(EXPECTED, within(1e-6f));
            scored++;
        }
        return scored;
    }

    private static void swap(AtomicReference<Scorer> inService, int times) {
        for (int swap = 0; swap < times; swap++) {
            inService.getAndSet(open()).retire();
        }
    }

    private static Scorer open() {
        return OnnxForeignModelTest.open(made(), "Yes");
    }

    private static HandMadeOnnx made() {
        return HandMadeOnnx.classifier(new Ints("classlabels_int64s", 0, 1), HandMadeOnnx.LOGISTIC);
    }

    private static byte[] model() {
        return made().bytes();
    }
}
