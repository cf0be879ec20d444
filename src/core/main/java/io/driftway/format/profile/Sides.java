package io.driftway.format.profile;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.drift.DriftComparison;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.FileProfile;
import io.driftway.format.table.TruthWords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds the two sides of a comparison, as profiles of the columns that are compared. Types are those of the current, as Evidently has it, and hold for the reference too.
 * A column that the current cannot be read as has the type of the reference, and no values.
 *
 * @param reference what is compared of the reference
 * @param current what is compared of the current; the same columns
 * @param missing cells without a value in all columns of the current that were not skipped, free text included
 * @param notes on columns that are left out or not tested
 * @param untestable why, by column, for those that are not tested
 */
public record Sides(
        Profile reference, Profile current, long missing, List<String> notes, Map<String, String> untestable) {

    /**
     * Counts two tables.
     *
     * @param kinds by column, for those whose type is not to be guessed
     * @throws Incomparable when the reference lacks a column that the current has and that is not skipped, or a kind is that of a column that neither has
     */
    public static Sides of(Table reference, Table current, Map<String, ColumnKind> kinds) {
        List<String> referenceNames = reference.header();
        List<String> currentNames = current.header();
        if (!referenceNames.isEmpty() && !currentNames.isEmpty()) {
            requireKnown(kinds, referenceNames, currentNames);
            requireInReference(currentNames, current, referenceNames, reference, kinds);
        }
        FileProfile.Summarised arrived = current.profile(of(currentNames, kinds));
        Set<String> lacking = new LinkedHashSet<>(referenceNames);
        lacking.removeIf(name -> kinds.get(name) == ColumnKind.SKIP
                || arrived.profile().column(name).isPresent());
        FileProfile.Summarised known = reference.profileLike(pinned(arrived.profile(), lacking, kinds), lacking);
        Profile own = own(reference, referenceNames, arrived);
        List<ColumnProfile> references = new ArrayList<>();
        List<ColumnProfile> currents = new ArrayList<>();
        Map<String, String> untestable = new LinkedHashMap<>();
        Set<String> truths = current.truths();
        for (String name : referenceNames) {
            ColumnProfile itself = (lacking.contains(name) ? known.profile() : own)
                    .column(name)
                    .orElse(null);
            ColumnProfile now = arrived.profile().column(name).orElse(null);
            if (now != null && (itself == null || itself.type() == now.type())) {
                currents.add(truths.contains(name) ? inWordsOf(known.profile().column(name), now) : now);
                references.add(known.profile().column(name).orElseGet(() -> {
                    untestable.put(name, "the reference has too many different texts to compare them as labels");
                    return ColumnProfile.withoutValues(name, now.type(), 0);
                }));
            } else if (itself != null) {
                FileProfile.Doubt doubt = arrived.doubts().get(name);
                references.add(itself);
                currents.add(ColumnProfile.withoutValues(name, itself.type(), doubt == null ? 0 : doubt.missing()));
                untestable.put(
                        name,
                        currentNames.contains(name)
                                ? otherwise(name, itself.type(), doubt)
                                : "the current has no such column; add it, or leave it out with --column-type " + name
                                        + "=skip");
            }
        }
        return new Sides(
                new Profile(known.profile().rows(), references),
                new Profile(arrived.profile().rows(), currents),
                arrived.missing(),
                Stream.of(
                                arrived.notes().stream(),
                                known.notes().stream(),
                                untestable.entrySet().stream()
                                        .map(one -> one.getKey() + " is not tested: " + one.getValue()))
                        .flatMap(notes -> notes)
                        .toList(),
                untestable);
    }

    /** The two tables do not fit each other. The message is one line for the person who gave them. */
    public static final class Incomparable extends RuntimeException {
        Incomparable(String line) {
            super(line);
        }
    }

    /** Compares them. */
    public DriftReport report(DriftOptions options) {
        DriftReport columns = DriftComparison.compare(reference, current, options, untestable);
        return new DriftReport(columns.rowsReference(), columns.rowsCurrent(), missing, columns.scores());
    }

    /** The true and false of the current as the two words that the reference has for them, if it has. */
    private static ColumnProfile inWordsOf(Optional<ColumnProfile> reference, ColumnProfile truths) {
        return truths instanceof CategoricalProfile booleans
                        && reference.orElse(null) instanceof CategoricalProfile labels
                ? TruthWords.of(labels.counts().keySet())
                        .map(words -> words.in(booleans))
                        .orElse(booleans)
                : truths;
    }

    private static Map<String, ColumnKind> of(List<String> names, Map<String, ColumnKind> kinds) {
        Map<String, ColumnKind> of = new HashMap<>(kinds);
        of.keySet().retainAll(names);
        return of;
    }

    /** With the columns that the current does not have, and whose types are given. */
    private static Profile pinned(Profile arrived, Set<String> lacking, Map<String, ColumnKind> kinds) {
        List<ColumnProfile> columns = new ArrayList<>(arrived.columns());
        for (String name : lacking) {
            switch (kinds.get(name)) {
                case NUM -> columns.add(ColumnProfile.withoutValues(name, ColumnType.NUM, 0));
                case CAT -> columns.add(ColumnProfile.withoutValues(name, ColumnType.CAT, 0));
                case SKIP -> {}
                case null -> {}
            }
        }
        return new Profile(arrived.rows(), columns);
    }

    /** What the reference by itself takes those columns for that have texts among their numbers in the current; it costs a second look at its rows. */
    private static Profile own(Table reference, List<String> names, FileProfile.Summarised arrived) {
        Map<String, ColumnKind> others = new HashMap<>();
        names.stream()
                .filter(name -> arrived.profile().column(name).isEmpty()
                        || !arrived.doubts().containsKey(name))
                .forEach(name -> others.put(name, ColumnKind.SKIP));
        return others.size() == names.size()
                ? new Profile(0, List.of())
                : reference.profile(others).profile();
    }

    private static String otherwise(String name, ColumnType type, FileProfile.@Nullable Doubt doubt) {
        return switch (type) {
            case NUM ->
                "the reference has numbers here, and the current has not"
                        + (doubt == null ? "" : ": " + doubt.firstText())
                        + "; write numbers with a decimal point and nothing between thousands, or say what the column is with --column-type "
                        + name + "=cat or skip";
            case CAT ->
                "the reference has labels here, and the current free text, or too many different texts; say what the column is with --column-type "
                        + name + "=cat or skip";
        };
    }

    private static void requireKnown(Map<String, ColumnKind> kinds, List<String> reference, List<String> current) {
        kinds.keySet().stream()
                .filter(name -> !reference.contains(name) && !current.contains(name))
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw new Incomparable("--column-type names " + name + ", a column that neither file has");
                });
    }

    private static void requireInReference(
            List<String> names, Table table, List<String> otherNames, Table other, Map<String, ColumnKind> kinds) {
        List<String> absent = names.stream()
                .filter(name -> !otherNames.contains(name) && kinds.get(name) != ColumnKind.SKIP)
                .toList();
        if (!absent.isEmpty()) {
            throw new Incomparable(String.format(
                    Locale.ROOT,
                    "%s: there is no column %s, which %s has; add it, or leave it out with --column-type %s=skip",
                    other.name(),
                    String.join(", ", absent),
                    table.name(),
                    absent.getFirst()));
        }
    }
}
