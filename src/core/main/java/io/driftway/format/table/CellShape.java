package io.driftway.format.table;

/** What a cell looks like, for a message about it: a cell is somebody's, and messages go to logs, records and pages. */
public final class CellShape {

    private static final int LONGEST_SHOWN = 20;

    private CellShape() {}

    /** {@code "a cell of the shape '$99.99'"}, each digit a 9 and each letter an a or A; only the length of a long one. */
    public static String of(String cell) {
        return cell.length() > LONGEST_SHOWN
                ? "a cell of " + cell.length() + " characters"
                : "a cell of the shape '"
                        + cell.codePoints()
                                .map(CellShape::kind)
                                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        + "'";
    }

    private static int kind(int character) {
        if (Character.isDigit(character)) {
            return '9';
        }
        if (Character.isUpperCase(character)) {
            return 'A';
        }
        return Character.isLetter(character) ? 'a' : Character.isISOControl(character) ? '?' : character;
    }
}
