package io.driftway.format.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The labels of a column, which begin with those that are known. Their places are their codes. */
public final class KnownLabels {

    private final Map<String, Integer> places = new HashMap<>();
    private final List<String> dictionary = new ArrayList<>();
    private final boolean integers;
    private final boolean truths;
    private final Optional<TruthWords> words;

    /**
     * Begins with these labels.
     *
     * @param truths whether the values are true and false, which are read as the {@link TruthWords} of the known labels, else as the one of them that
     *     differs in case alone
     */
    public KnownLabels(List<String> known, boolean truths) {
        this.truths = truths;
        known.forEach(this::place);
        words = TruthWords.of(known);
        integers = !known.isEmpty() && known.stream().allMatch(Decimal::isInteger);
    }

    /** Returns the labels, the known ones first. */
    public List<String> dictionary() {
        return dictionary;
    }

    /** Returns the code of a text, which is a label of its own where no known one is written otherwise for it. */
    public int code(String text) {
        return place(known(text));
    }

    /** The label as the known ones write it: as in CSV, where they are all whole numbers, 1.0 is 1. */
    private String known(String label) {
        if (places.containsKey(label)) {
            return label;
        }
        if (truths) {
            return words.map(both -> both.word(label)).orElseGet(() -> inItsCase(label));
        }
        if (integers) {
            double number = Decimal.parse(label);
            if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
                return Long.toString((long) number);
            }
        }
        return label;
    }

    private String inItsCase(String label) {
        List<String> alike = dictionary.stream().filter(label::equalsIgnoreCase).toList();
        return alike.size() == 1 ? alike.getFirst() : label;
    }

    private int place(String label) {
        return places.computeIfAbsent(label, unseen -> {
            dictionary.add(unseen);
            return dictionary.size() - 1;
        });
    }
}
