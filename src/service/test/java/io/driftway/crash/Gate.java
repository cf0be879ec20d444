package io.driftway.crash;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Everything that one service of a test does to the world goes through its gate. When the chosen point is reached, the gate closes for good:
 * nothing more gets out, as from a process that was killed there. {@code before} a call, the request was not sent; {@code after} it, the
 * server has done its work and nobody heard the answer.
 */
final class Gate {

    /** The gates of the services that run now, by the name that their settings give. */
    static final Map<String, Gate> GATES = new ConcurrentHashMap<>();

    /** What a killed process would do: nothing. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Killed(String point) {
            super("killed " + point);
        }
    }

    private final String point;
    private final Set<String> passed = ConcurrentHashMap.newKeySet();
    private final Map<String, Runnable> meanwhile = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param point such as {@code after put verdicts/}; never reached if empty */
    Gate(String point) {
        this.point = point;
    }

    /** Something that others do to the world while this service is about to make a call. */
    Gate meanwhile(String call, Runnable others) {
        meanwhile.put(call, others);
        return this;
    }

    void before(String call) {
        at("before " + call);
        Runnable others = meanwhile.remove(call);
        if (others != null) {
            others.run();
        }
    }

    void after(String call) {
        at("after " + call);
    }

    private void at(String here) {
        if (here.equals(point)) {
            closed.countDown();
        }
        if (isClosed()) {
            throw new Killed(point);
        }
        passed.add(here);
    }

    <T> T pass(String call, Supplier<T> work) {
        before(call);
        T answer = work.get();
        after(call);
        return answer;
    }

    /** As kill -9 does. */
    void close() {
        closed.countDown();
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    boolean closesWithin(Duration patience) throws InterruptedException {
        return closed.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Every point that was reached. */
    Set<String> passed() {
        return passed;
    }
}
