package io.driftway.core.ledger;

import io.driftway.core.decision.BatchCounts;
import io.driftway.core.decision.DecisionRule.Decision;
import io.driftway.core.decision.History;
import io.driftway.core.decision.History.Counted;
import io.driftway.core.decision.History.Memory;
import io.driftway.core.decision.Verdict;
import io.driftway.core.ledger.ObjectStore.Stored;
import io.driftway.core.retrain.Episode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a champion's rule has seen, in the order in which it was seen: one entry for each batch and each file of labels, with what the rule remembers
 * after it. The entries of a term are numbered from 1 without a gap, and whoever writes a number first has it. Every replica therefore decides on the
 * same history, and after a restart too.
 *
 * <p>An entry is written before the verdict. A batch that is begun again finds its own entry, and the rule decides again on the history before it.
 *
 * <p>Labels may be joined again long after they were entered. Their entry is therefore noted by its subject too, and nobody writes an entry after it
 * before that note is there: an entry of labels is always the last one, or noted.
 *
 * <p>An append costs one conditional write, and one read for each entry that others have written meanwhile. Safe for any number of threads and
 * processes on one store.
 */
public final class DecisionLog {

    /** So many entries more than a window are kept in memory, for batches that are begun again. */
    private static final int SPARE = 32;

    /** So many entries of a term are in memory at most, as long as windows need no more. */
    private static final int MOST = 512;

    /** Terms kept in memory: a batch that was begun under the last champion may still be on its way. */
    private static final int TERMS = 2;

    private static final int FORMAT = 1;

    private final ObjectStore store;
    private final RecordFormat format;
    private final Map<String, Term> terms = new LinkedHashMap<>();

    /**
     * One thing that was seen.
     *
     * @param format {@value #FORMAT}
     * @param subject id of the batch, or of the file of labels
     * @param counts of a batch that entered windows; null for any other
     * @param memory what the rule remembers after it
     * @param labels rows whose labels came; null for a batch
     */
    public record Entry(
            int format,
            String subject,
            @Nullable BatchCounts counts,
            Memory memory,
            @Nullable Integer labels) {

        public Entry {
            if (format > FORMAT) {
                throw new IllegalArgumentException(
                        "its format is " + format + ", written by a newer release; this one reads up to " + FORMAT);
            }
        }
    }

    /** Where the entry of some labels is. */
    private record Noted(String subject, long position) {}

    /**
     * A verdict with the place of its batch.
     *
     * @param position from 1
     */
    public record Placed(Verdict verdict, long position) {}

    public DecisionLog(ObjectStore store, RecordFormat format) {
        this.store = store;
        this.format = format;
    }

    /**
     * Decides about a batch after all that was seen before it, and enters it.
     *
     * @param longest how many of the newest batches the rule needs
     * @param rule may be asked more than once, where other replicas write at the same time
     */
    public synchronized Placed decide(
            ChampionPointer champion, String batchId, int longest, Function<History, Decision> rule) {
        Term term = term(champion, longest);
        while (true) {
            Optional<Long> known = term.find(batchId);
            if (known.isPresent()) {
                Decision again = rule.apply(term.historyBefore(known.get(), longest));
                return new Placed(again.verdict(), known.get());
            }
            Decision decision = rule.apply(term.history(longest));
            History after = decision.history();
            if (append(term, new Entry(FORMAT, batchId, counted(batchId, after), after.memory(), null))) {
                return new Placed(decision.verdict(), term.end);
            }
        }
    }

    /**
     * Enters labels as one step, once.
     *
     * @param subject names the step: the file of labels, or the batch that found labels
     * @param rows whose labels these are
     * @param longest how many of the newest batches the rule needs
     * @param labels the history after them; may be asked more than once
     */
    public synchronized void labelled(
            ChampionPointer champion, String subject, int rows, int longest, UnaryOperator<History> labels) {
        Term term = term(champion, longest);
        while (!hasLabels(term, subject)) {
            Memory after = labels.apply(term.history(longest)).memory();
            if (append(term, new Entry(FORMAT, subject, null, after, rows))) {
                noteLabels(term);
            }
        }
    }

    /** Tells whether these labels were entered in this term, however long ago. Costs a read where this process does not remember. */
    public synchronized boolean hasLabels(ChampionPointer champion, String subject, int longest) {
        return hasLabels(term(champion, longest), subject);
    }

    private boolean hasLabels(Term term, String subject) {
        return term.find(subject).isPresent()
                || store.get(Keys.decisionOf(term.id, subject)).isPresent();
    }

    /**
     * Tells whether a batch was entered in this term, as one of the newest, by this process or by any other whose entry was read.
     *
     * @param longest how many of the newest batches the rule needs
     */
    public synchronized boolean isKnown(ChampionPointer champion, String batchId, int longest) {
        return term(champion, longest).find(batchId).isPresent();
    }

    /** Reads the entries that others have written meanwhile: one read for each, and one more. */
    public synchronized void refresh(ChampionPointer champion, int longest) {
        advance(term(champion, longest));
    }

    /** Returns the history after all that was seen in this term of this champion, by this process. */
    public synchronized History history(ChampionPointer champion, int longest) {
        return term(champion, longest).history(longest);
    }

    /** Writes the next entry; where another has written it meanwhile, reads that and what follows it. */
    private boolean append(Term term, Entry entry) {
        noteLabels(term);
        boolean mine = store.putIfAbsent(Keys.decision(term.id, term.end + 1), format.write(entry))
                .isPresent();
        if (mine) {
            term.add(entry);
        } else {
            advance(term);
        }
        return mine;
    }

    /** Notes the last entry by its subject where it is of labels: whoever wrote it may have died before. */
    private void noteLabels(Term term) {
        if (term.noted < term.end) {
            Entry last = term.newest.getLast();
            if (last.labels() != null) {
                store.putIfAbsent(
                        Keys.decisionOf(term.id, last.subject()), format.write(new Noted(last.subject(), term.end)));
            }
            term.noted = term.end;
        }
    }

    private static @Nullable BatchCounts counted(String subject, History after) {
        return after.newest().isEmpty() || !after.newest().getLast().batch().equals(subject)
                ? null
                : after.newest().getLast().counts();
    }

    /** Reads what others have written. */
    private void advance(Term term) {
        for (Optional<Entry> next = entry(term.id, term.end + 1);
                next.isPresent();
                next = entry(term.id, term.end + 1)) {
            term.add(next.get());
        }
    }

    /**
     * Reads one entry of a champion's term from the store.
     *
     * @param position from 1; the first one without an entry is the end of the log
     */
    public Optional<Entry> entry(ChampionPointer champion, long position) {
        return entry(id(champion), position);
    }

    private Optional<Entry> entry(String term, long position) {
        String key = Keys.decision(term, position);
        return store.get(key).map(Stored::content).map(content -> format.read(key, content, Entry.class));
    }

    private Term term(ChampionPointer champion, int longest) {
        String id = id(champion);
        Term term = terms.get(id);
        if (term == null) {
            term = read(id, longest);
            terms.put(id, term);
            if (terms.size() > TERMS) {
                terms.remove(terms.keySet().iterator().next());
            }
        }
        return term;
    }

    private static String id(ChampionPointer champion) {
        return Episode.id(champion.model(), champion.reference(), champion.sequence());
    }

    /** Finds the end by doubling, and reads back from there as much as windows need. */
    private Term read(String id, int longest) {
        long end = end(id);
        Deque<Entry> newest = new ArrayDeque<>();
        int counted = 0;
        for (long position = end; position > 0 && counted < longest + SPARE; position--) {
            Entry entry = entry(id, position).orElseThrow();
            newest.addFirst(entry);
            counted += entry.counts() == null ? 0 : 1;
        }
        Term term = new Term(id, end - newest.size(), longest + SPARE);
        newest.forEach(term::add);
        advance(term);
        return term;
    }

    private long end(String id) {
        long there = 0;
        long missing = 1;
        while (store.get(Keys.decision(id, missing)).isPresent()) {
            there = missing;
            missing *= 2;
        }
        while (missing - there > 1) {
            long middle = (there + missing) / 2;
            if (store.get(Keys.decision(id, middle)).isPresent()) {
                there = middle;
            } else {
                missing = middle;
            }
        }
        return there;
    }

    /** The newest entries of a term. */
    private static final class Term {

        private final String id;
        private final int kept;
        private final List<Entry> newest = new ArrayList<>();
        private long end;
        private long noted;
        private int room = MOST;

        /** @param kept so many of the newest batches that entered windows are kept at least */
        Term(String id, long end, int kept) {
            this.id = id;
            this.end = end;
            this.kept = kept;
        }

        void add(Entry entry) {
            newest.add(entry);
            end++;
            if (newest.size() > room) {
                newest.subList(0, Math.min(newest.size() - MOST / 2, oldestKept()))
                        .clear();
                room = Math.max(MOST, 2 * newest.size());
            }
        }

        /** There may be any number of labels between two batches. */
        private int oldestKept() {
            int counted = 0;
            for (int i = newest.size() - 1; i >= 0; i--) {
                counted += newest.get(i).counts() == null ? 0 : 1;
                if (counted == kept) {
                    return i;
                }
            }
            return 0;
        }

        Optional<Long> find(String subject) {
            for (int i = newest.size() - 1; i >= 0; i--) {
                if (newest.get(i).subject().equals(subject)) {
                    return Optional.of(end - newest.size() + i + 1);
                }
            }
            return Optional.empty();
        }

        History history(int longest) {
            return history(newest, longest);
        }

        History historyBefore(long position, int longest) {
            return history(newest.subList(0, (int) (newest.size() - (end - position) - 1)), longest);
        }

        private static History history(List<Entry> entries, int longest) {
            if (entries.isEmpty()) {
                return History.NONE;
            }
            Deque<Counted> counted = new ArrayDeque<>();
            for (Entry entry : entries.reversed()) {
                if (entry.counts() != null) {
                    counted.addFirst(new Counted(entry.subject(), entry.counts()));
                    if (counted.size() == longest) {
                        break;
                    }
                }
            }
            return new History(List.copyOf(counted), entries.getLast().memory());
        }
    }
}
