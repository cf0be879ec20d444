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
 * <p>An append costs one conditional write, and one read for each entry that others have written meanwhile. Safe for any number of threads and
 * processes on one store.
 */
public final class DecisionLog {

    /** So many entries more than a window are kept in memory, for batches that are begun again. */
    private static final int SPARE = 32;

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
     */
    public record Entry(
            int format, String subject, @Nullable BatchCounts counts, Memory memory) {}

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
        Written<Decision> written = append(champion, batchId, longest, rule, Decision::history);
        return new Placed(written.said().verdict(), written.position());
    }

    /** Enters a file of labels, once. */
    public synchronized void labelled(
            ChampionPointer champion, String fileId, int longest, UnaryOperator<History> labels) {
        append(champion, fileId, longest, labels, after -> after);
    }

    /** Returns the history after all that was seen in this term of this champion, by this process. */
    public synchronized History history(ChampionPointer champion, int longest) {
        return term(champion, longest).history(longest);
    }

    private record Written<T>(T said, long position) {}

    private <T> Written<T> append(
            ChampionPointer champion,
            String subject,
            int longest,
            Function<History, T> next,
            Function<T, History> history) {
        Term term = term(champion, longest);
        while (true) {
            Optional<Long> known = term.find(subject);
            if (known.isPresent()) {
                return new Written<>(next.apply(term.historyBefore(known.get(), longest)), known.get());
            }
            T said = next.apply(term.history(longest));
            History after = history.apply(said);
            Entry entry = new Entry(FORMAT, subject, counted(subject, after), after.memory());
            if (store.putIfAbsent(Keys.decision(term.id, term.end + 1), format.write(entry))
                    .isPresent()) {
                term.add(entry);
                return new Written<>(said, term.end);
            }
            advance(term);
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

    private Optional<Entry> entry(String term, long position) {
        String key = Keys.decision(term, position);
        return store.get(key).map(Stored::content).map(content -> format.read(key, content, Entry.class));
    }

    private Term term(ChampionPointer champion, int longest) {
        String id = Episode.id(champion.model(), champion.reference(), champion.sequence());
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
        Term term = new Term(id, end - newest.size());
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
        private final List<Entry> newest = new ArrayList<>();
        private long end;

        Term(String id, long end) {
            this.id = id;
            this.end = end;
        }

        void add(Entry entry) {
            newest.add(entry);
            end++;
            if (newest.size() > 16 * SPARE) {
                newest.subList(0, newest.size() - 8 * SPARE).clear();
            }
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
