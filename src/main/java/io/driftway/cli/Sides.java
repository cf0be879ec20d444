package io.driftway.cli;

import io.driftway.core.profile.Profile;
import io.driftway.format.ColumnKind;
import io.driftway.format.FileProfile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The two files of a comparison, as profiles of the columns that are compared. Types are those of the current file, as Evidently has it, and hold for the reference too.
 *
 * @param reference what is compared of the reference
 * @param current what is compared of the current
 * @param missing cells without a value in all columns of the current that were not skipped, free text included
 * @param notes on columns that are left out
 */
record Sides(Profile reference, Profile current, long missing, List<String> notes) {

    /**
     * @param kinds by column, for those whose type is not to be guessed
     * @throws BadInput when a file cannot be read or lacks a column that the other has and that is not skipped
     */
    static Sides read(Path referenceFile, Path currentFile, Map<String, ColumnKind> kinds) {
        DataFile reference = DataFile.of(referenceFile);
        DataFile current = DataFile.of(currentFile);
        List<String> referenceNames = reference.header();
        List<String> currentNames = current.header();
        if (!referenceNames.isEmpty() && !currentNames.isEmpty()) {
            requireKnown(kinds, referenceNames, currentNames);
            requireSame(currentNames, currentFile, referenceNames, referenceFile, kinds);
            requireSame(referenceNames, referenceFile, currentNames, currentFile, kinds);
        }
        Map<String, ColumnKind> given = new HashMap<>(kinds);
        given.keySet().retainAll(currentNames);
        FileProfile.Summarised arrived = current.profile(given);
        FileProfile.Summarised known = reference.profileLike(arrived.profile());
        return new Sides(
                known.profile().like(arrived.profile()),
                arrived.profile().like(known.profile()),
                arrived.missing(),
                Stream.concat(arrived.notes().stream(), known.notes().stream()).toList());
    }

    private static void requireKnown(Map<String, ColumnKind> kinds, List<String> reference, List<String> current) {
        kinds.keySet().stream()
                .filter(name -> !reference.contains(name) && !current.contains(name))
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw new BadInput("--column-type names " + name + ", a column that neither file has");
                });
    }

    private static void requireSame(
            List<String> names, Path file, List<String> otherNames, Path other, Map<String, ColumnKind> kinds) {
        List<String> absent = names.stream()
                .filter(name -> !otherNames.contains(name) && kinds.get(name) != ColumnKind.SKIP)
                .toList();
        if (!absent.isEmpty()) {
            throw new BadInput(String.format(
                    Locale.ROOT,
                    "%s: there is no column %s, which %s has; add it, or leave it out with --column-type %s=skip",
                    other,
                    String.join(", ", absent),
                    file,
                    absent.getFirst()));
        }
    }
}
