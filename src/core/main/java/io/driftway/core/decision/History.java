package io.driftway.core.decision;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds all that a rule remembers of the batches before: the counts of the newest ones, and what followed from all of them.
 *
 * @param newest of a sound feed, the oldest first
 * @param memory what followed from them and from those before
 */
public record History(List<Counted> newest, Memory memory) {

    /** The history before the first batch. */
    public static final History NONE = new History(List.of(), Memory.NOTHING);

    public History {
        newest = List.copyOf(newest);
    }

    /**
     * A batch that was judged.
     *
     * @param batch its name
     */
    public record Counted(String batch, BatchCounts counts) {}

    /**
     * What is kept beside counts. It is small, however many batches there were.
     *
     * @param seen batches that entered a window
     * @param clean how many of the newest batches may be in a window; those before belong to an alarm that was not confirmed
     * @param spent requests that chance makes in all looks so far, in expectation
     * @param alarms that wait for later batches to confirm them
     * @param confirmed places of what has moved for sure since the reference, ascending
     * @param wealth logarithm of the wealth of each bettor of the {@link LabelRule}; empty before the first label
     */
    public record Memory(
            long seen, int clean, double spent, List<Alarm> alarms, List<Integer> confirmed, List<Double> wealth) {

        static final Memory NOTHING = new Memory(0, 0, 0, List.of(), List.of(), List.of());

        public Memory {
            alarms = List.copyOf(alarms);
            confirmed = List.copyOf(confirmed);
            wealth = List.copyOf(wealth);
        }

        Memory withWealth(List<Double> now) {
            return new Memory(seen, clean, spent, alarms, confirmed, now);
        }
    }

    /**
     * A move that waits for later batches to confirm it.
     *
     * @param moved places of the columns, ascending; {@value Windows#LEAVES} stands for the leaves
     * @param window batches that raised it
     * @param age batches since
     * @param deadline the age by which it must be confirmed
     */
    public record Alarm(List<Integer> moved, int window, int age, int deadline) {

        public Alarm {
            moved = List.copyOf(moved);
        }

        Alarm older() {
            return new Alarm(moved, window, age + 1, deadline);
        }

        boolean overdue() {
            return age >= deadline;
        }
    }

    /** Returns this one with another wealth of the bettors of the {@link LabelRule}. */
    public History withWealth(List<Double> wealth) {
        return new History(newest, memory.withWealth(wealth));
    }

    /**
     * Returns this one with a batch after it.
     *
     * @param batch null where the batch entered no window
     * @param next what is remembered after it
     * @param most batches that are kept, the newest
     */
    public History after(@Nullable Counted batch, Memory next, int most) {
        if (batch == null) {
            return new History(newest, next);
        }
        List<Counted> batches = new ArrayList<>(newest);
        batches.add(batch);
        return new History(batches.subList(Math.max(0, batches.size() - most), batches.size()), next);
    }
}
