package io.driftway.core.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.decision.BatchCounts;
import io.driftway.core.decision.DecisionRule.Decision;
import io.driftway.core.decision.History;
import io.driftway.core.decision.History.Counted;
import io.driftway.core.decision.History.Memory;
import io.driftway.core.decision.Verdict;
import io.driftway.core.ledger.Contents.Noted;
import io.driftway.core.retrain.Episode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a champion's rule has seen, in the order in which it was seen: one entry for each batch and each file of labels, with what the rule remembers
 * after it. The entries of a term are numbered from 1 without a gap. Every replica therefore decides on the same history, and after a restart too.
 *
 * <p>Entries stand on pages, a line each. A page is replaced by itself with one more line, under the condition that it is still the one that was read:
 * whoever writes a line first has its number. So one read tells of all that others have decided since the last one.
 *
 * <p>An entry is written before the verdict. A batch that is begun again finds its own entry, and the rule decides again on the history before it.
 *
 * <p>An entry also says which earlier batch had the same rows. Batches note what they hold before they wait for their turn, in any order; the order of the log
 * decides who was first.
 *
 * <p>Labels may be joined again long after they were entered. Their entry is therefore noted by its subject too, and nobody writes an entry after it
 * before that note is there: an entry of labels is always the last one, or noted.
 *
 * <p>An append costs one conditional write, and one read or two where others have written meanwhile. Safe for any number of threads and processes on
 * one store.
 */
public final class DecisionLog {

    /** So many entries more than a window are kept in memory, for batches that are begun again. */
    private static final int SPARE = 32;

    /** So many entries of a term are in memory at most, as long as windows need no more. */
    private static final int MOST = 512;

    /** Terms kept in memory: a batch that was begun under the last champion may still be on its way. */
    private static final int TERMS = 2;

    /** Format 1 had a key for each entry, and did not say what batches hold. */
    private static final int FORMAT = 2;

    /** A page with so many entries, or bytes, is full. Both numbers are part of the format: two releases that differ would write two entries with one number. */
    private static final int FULL_ENTRIES = 16;

    private static final int FULL_BYTES = 1 << 16;

    private final ObjectStore store;
    private final RecordFormat format;
    private final Contents contents;
    private final Map<String, Term> terms = new LinkedHashMap<>();

    /**
     * One thing that was seen.
     *
     * @param format {@value #FORMAT}
     * @param position as written; null in format 1
     * @param subject id of the batch, or of the file of labels
     * @param counts of a batch that entered windows; null for any other
     * @param memory what the rule remembers after it
     * @param labels rows whose labels came; null for a batch
     * @param contents digests of a batch; empty for labels
     * @param repeats the earlier batch that had one of them; null where none had
     */
    public record Entry(
            int format,
            @Nullable Long position,
            String subject,
            @Nullable BatchCounts counts,
            Memory memory,
            @Nullable Integer labels,
            List<String> contents,
            @Nullable Repeat repeats) {

        public Entry {
            if (format > FORMAT) {
                throw new IllegalArgumentException(
                        "its format is " + format + ", written by a newer release; this one reads up to " + FORMAT);
            }
            contents = contents == null ? List.of() : List.copyOf(contents);
        }

        /** Returns where it stands in its term, from 1. */
        public long place() {
            return Objects.requireNonNull(position);
        }

        /** Tells whether it says what its batch repeats. An entry of format 1 does not. */
        public boolean tellsRepeats() {
            return format > 1;
        }

        private Entry at(long place) {
            return new Entry(format, place, subject, counts, memory, labels, contents, repeats);
        }
    }

    /**
     * Says which batch had the same before.
     *
     * @param sameBytes whether its bytes are the same too, and not only its rows
     */
    public record Repeat(String batch, boolean sameBytes) {}

    /**
     * A batch whose contents are noted.
     *
     * @param since entries that this process knew before
     */
    public record Arrival(String batchId, List<Noted> contents, long since) {

        public Arrival {
            contents = List.copyOf(contents);
        }
    }

    /** Where the entry of some labels is. */
    private record NotedAt(String subject, long position) {}

    /**
     * A verdict with the place of its batch.
     *
     * @param position from 1
     * @param repeats the earlier batch that had the same rows; null where none had
     */
    public record Placed(
            Verdict verdict, long position, @Nullable Repeat repeats) {}

    public DecisionLog(ObjectStore store, RecordFormat format) {
        this.store = store;
        this.format = format;
        this.contents = new Contents(store, format);
    }

    /**
     * Notes what a batch holds. To be called before it waits for its turn.
     *
     * @param digests of its bytes first, then of its rows where these tell it from other batches
     * @param longest how many of the newest batches the rule needs
     */
    public Arrival arrived(ChampionPointer champion, String batchId, List<String> digests, int longest) {
        long since;
        synchronized (this) {
            since = term(champion, longest).end;
        }
        return new Arrival(batchId, contents.note(digests, batchId), since);
    }

    /**
     * Decides about a batch after all that was seen before it, and enters it.
     *
     * @param longest how many of the newest batches the rule needs
     * @param rule may be asked more than once, where other replicas write at the same time; it is told what the batch repeats, which is null where it repeats none
     */
    public synchronized Placed decide(
            ChampionPointer champion,
            Arrival arrival,
            int longest,
            BiFunction<History, @Nullable Repeat, Decision> rule) {
        Term term = term(champion, longest);
        String batchId = arrival.batchId();
        while (true) {
            Optional<Entry> known = term.find(batchId);
            if (known.isPresent()) {
                long position = known.get().place();
                Repeat repeat = known.get().tellsRepeats() ? known.get().repeats() : repeat(term, arrival);
                Decision again = rule.apply(term.historyBefore(position, longest), repeat);
                return new Placed(again.verdict(), position, repeat);
            }
            Repeat repeat = repeat(term, arrival);
            Decision decision = rule.apply(term.history(longest), repeat);
            History after = decision.history();
            List<String> digests =
                    arrival.contents().stream().map(Noted::content).toList();
            if (append(
                    term,
                    new Entry(
                            FORMAT,
                            term.end + 1,
                            batchId,
                            counted(batchId, after),
                            after.memory(),
                            null,
                            digests,
                            repeat))) {
                return new Placed(decision.verdict(), term.end, repeat);
            }
        }
    }

    /**
     * Finds the batch that had the same before. A batch that is noted as the first may come after this one, because notes are written in any order: then
     * this one is the first.
     */
    private @Nullable Repeat repeat(Term term, Arrival arrival) {
        List<Noted> noted = term.holdsAllSince(arrival.since())
                ? arrival.contents()
                : contents.note(arrival.contents().stream().map(Noted::content).toList(), arrival.batchId());
        for (int i = 0; i < noted.size(); i++) {
            Noted note = noted.get(i);
            Optional<String> entered = term.firstWith(note.content());
            if (entered.isPresent()) {
                return new Repeat(entered.get(), i == 0);
            }
            if (!note.first().equals(arrival.batchId())) {
                if (isDecided(note.first())) {
                    return new Repeat(note.first(), i == 0);
                }
                contents.renote(note.content(), arrival.batchId());
            }
        }
        return null;
    }

    private boolean isDecided(String batchId) {
        if (terms.values().stream().anyMatch(term -> term.find(batchId).isPresent())) {
            return true;
        }
        try {
            return VerdictLog.read(store, format, batchId).isPresent();
        } catch (MalformedRecord unreadable) {
            return true;
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
            if (append(term, new Entry(FORMAT, term.end + 1, subject, null, after, rows, List.of(), null))) {
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

    /** Reads the entries that others have written meanwhile: one read, and one more for each page that is full. */
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
        Page next = term.page.with(format.write(entry));
        String key = Keys.decisions(term.id, next.number());
        Optional<String> etag = next.entries() == 1
                ? store.putIfAbsent(key, next.lines())
                : store.putIfMatch(key, next.lines(), next.etag());
        etag.ifPresentOrElse(written -> term.add(List.of(entry), next.as(written)), () -> advance(term));
        return etag.isPresent();
    }

    /** Notes the last entry by its subject where it is of labels: whoever wrote it may have died before. */
    private void noteLabels(Term term) {
        if (term.noted < term.end) {
            Entry last = term.newest.getLast();
            if (last.labels() != null) {
                store.putIfAbsent(
                        Keys.decisionOf(term.id, last.subject()), format.write(new NotedAt(last.subject(), term.end)));
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
        if (!term.page.isFull()) {
            read(term.id, term.page.number(), term.page.entries())
                    .ifPresent(more -> term.add(more.entries(), more.page()));
        }
        while (term.page.isFull()) {
            Optional<Lines> next = read(term.id, term.page.number() + 1, 0);
            if (next.isEmpty()) {
                return;
            }
            term.add(next.get().entries(), next.get().page());
        }
    }

    /** Hands over all entries of a champion's term, in their order, as the store has them now. */
    public void each(ChampionPointer champion, Consumer<Entry> entries) {
        String term = id(champion);
        for (Optional<Lines> page = read(term, 1, 0);
                page.isPresent();
                page = read(term, page.get().page().number() + 1, 0)) {
            page.get().entries().forEach(entries);
        }
    }

    /**
     * A page as it was written or read last.
     *
     * @param number from 1; 0 stands for the beginning of a term
     * @param lines an entry each
     * @param entries that stand on it
     * @param etag of this state; empty as long as it is not written
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Page(int number, byte[] lines, int entries, boolean isFull, String etag) {

        static final Page BEGINNING = new Page(0, new byte[0], 0, true, "");

        static Page of(int number, byte[] lines, int entries, String etag) {
            return new Page(number, lines, entries, entries >= FULL_ENTRIES || lines.length >= FULL_BYTES, etag);
        }

        /** Returns it with one more line, or the next page with that line, where it is full. The ETag is that of the page before. */
        Page with(byte[] line) {
            if (isFull) {
                return of(number + 1, line, 1, "");
            }
            byte[] longer = Arrays.copyOf(lines, lines.length + 1 + line.length);
            longer[lines.length] = '\n';
            System.arraycopy(line, 0, longer, lines.length + 1, line.length);
            return of(number, longer, entries + 1, etag);
        }

        Page as(String written) {
            return new Page(number, lines, entries, isFull, written);
        }
    }

    /** A page with some of its entries: those that were asked for. */
    private record Lines(Page page, List<Entry> entries) {}

    /** Reads a page without its first entries, which are known. An entry of format 1 is a page by itself. */
    private Optional<Lines> read(String term, int number, int known) {
        String key = Keys.decisions(term, number);
        return store.get(key).map(stored -> {
            String[] lines = new String(stored.content(), UTF_8).split("\n");
            List<Entry> entries = new ArrayList<>();
            for (int line = known; line < lines.length; line++) {
                entries.add(format.read(key + " line " + (line + 1), lines[line].getBytes(UTF_8), Entry.class));
            }
            Page page = Page.of(
                    number, stored.content(), lines.length, stored.version().etag());
            return !entries.isEmpty() && entries.getFirst().format() == 1
                    ? new Lines(
                            new Page(
                                    number,
                                    stored.content(),
                                    1,
                                    true,
                                    stored.version().etag()),
                            List.of(entries.getFirst().at(number)))
                    : new Lines(page, entries);
        });
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

    /** Finds the last page by doubling, and reads back from there as much as windows need. */
    private Term read(String id, int longest) {
        Page last = Page.BEGINNING;
        Deque<Entry> newest = new ArrayDeque<>();
        int counted = 0;
        for (int number = lastPage(id); number > 0 && counted < longest + SPARE; number--) {
            Lines page = read(id, number, 0).orElseThrow();
            last = last.number() == 0 ? page.page() : last;
            for (Entry entry : page.entries().reversed()) {
                newest.addFirst(entry);
                counted += entry.counts() == null ? 0 : 1;
            }
        }
        long before = newest.isEmpty() ? 0 : newest.getFirst().place() - 1;
        Term term = new Term(id, before, longest + SPARE);
        term.add(newest, last);
        advance(term);
        return term;
    }

    private int lastPage(String id) {
        int there = 0;
        int missing = 1;
        while (store.get(Keys.decisions(id, missing)).isPresent()) {
            there = missing;
            missing *= 2;
        }
        while (missing - there > 1) {
            int middle = (there + missing) / 2;
            if (store.get(Keys.decisions(id, middle)).isPresent()) {
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
        private Page page = Page.BEGINNING;
        private long end;
        private long noted;
        private int room = MOST;

        /** @param kept so many of the newest batches that entered windows are kept at least */
        Term(String id, long end, int kept) {
            this.id = id;
            this.end = end;
            this.kept = kept;
        }

        /** @param now the page that the last of them stands on */
        void add(Collection<Entry> entries, Page now) {
            for (Entry entry : entries) {
                if (entry.place() != end + 1) {
                    throw new MalformedRecord(
                            Keys.decisions(id, now.number()),
                            "an entry with the position " + entry.place() + " after " + end);
                }
                newest.add(entry);
                end++;
            }
            page = now;
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

        boolean holdsAllSince(long position) {
            return end - newest.size() <= position;
        }

        Optional<Entry> find(String subject) {
            return newest.reversed().stream()
                    .filter(entry -> entry.subject().equals(subject))
                    .findFirst();
        }

        Optional<String> firstWith(String content) {
            return newest.stream()
                    .filter(entry -> entry.contents().contains(content))
                    .map(Entry::subject)
                    .findFirst();
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
