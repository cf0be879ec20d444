package io.driftway.format.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;

/**
 * Knows the header row when it comes again, as in files that were put end to end, with a byte order mark before it or not; and knows one whose names
 * come in another order, below which every cell would be taken for another column's. A row is told by its length first, which costs next to nothing.
 */
final class RepeatedHeader {

    /** What a row is. */
    enum Row {
        DATA,
        REPEATED,
        SHUFFLED
    }

    private static final int LEAST_NAMES = 2;
    private static final int LEAST_SHUFFLED = 3;
    private static final byte[] BYTE_ORDER_MARK = "\uFEFF".getBytes(UTF_8);

    private final byte[][] cells;
    private final byte[][] sorted;
    private final int length;
    private final int names;

    /** @param header the cells as they were written; rows are not told from a header row of one name */
    RepeatedHeader(List<String> header) {
        cells = header.stream().map(cell -> cell.getBytes(UTF_8)).toArray(byte[][]::new);
        sorted = sorted(cells);
        names = (int) header.stream().filter(cell -> !cell.isBlank()).count();
        length = Arrays.stream(cells).mapToInt(cell -> cell.length + 1).sum();
    }

    /** Whether a row may be one, by the bytes of its cells and one for each. */
    boolean hasLength(int bytes) {
        return names >= LEAST_NAMES && (bytes == length || bytes == length + BYTE_ORDER_MARK.length);
    }

    /** What a row is whose bounds are set in the block. */
    Row look(RowBlock block, int row) {
        if (!hasLength(block.start(row, block.width()) - block.start(row, 0))) {
            return Row.DATA;
        }
        byte[][] there = new byte[block.width()][];
        for (int column = 0; column < there.length; column++) {
            int start = block.start(row, column);
            there[column] = Arrays.copyOfRange(block.text(), start, start + block.length(row, column));
        }
        there[0] = withoutMark(there[0]);
        if (Arrays.deepEquals(there, cells)) {
            return Row.REPEATED;
        }
        return names >= LEAST_SHUFFLED && Arrays.deepEquals(sorted(there), sorted) ? Row.SHUFFLED : Row.DATA;
    }

    private static byte[] withoutMark(byte[] cell) {
        int mark = BYTE_ORDER_MARK.length;
        return cell.length >= mark && Arrays.equals(cell, 0, mark, BYTE_ORDER_MARK, 0, mark)
                ? Arrays.copyOfRange(cell, mark, cell.length)
                : cell;
    }

    private static byte[][] sorted(byte[][] cells) {
        byte[][] sorted = cells.clone();
        Arrays.sort(sorted, Arrays::compare);
        return sorted;
    }
}
