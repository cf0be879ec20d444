package io.driftway.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CsvSplitTest {

    private static final String HEADER = "\"a\nname\",b\n";

    private static CsvSplit.Opening opening(byte[] file) {
        return from -> new ByteArrayInputStream(file, Math.toIntExact(from), file.length - Math.toIntExact(from));
    }

    private static List<CsvSplit.Range> ranges(byte[] file, long piece) throws IOException {
        long[] ends = CsvSplit.pieces(file.length, piece);
        List<CsvSplit> pieces = new ArrayList<>();
        for (int i = 0; i + 1 < ends.length; i++) {
            pieces.add(CsvSplit.of(opening(file), ends[i], ends[i + 1]));
        }
        return CsvSplit.ranges(pieces, file.length, CsvSplit.header(file));
    }

    /** Cells of line ends, commas and quotes, in pieces of one byte and more. */
    @Test
    void rangesHoldAllRecordsAndBeginWhereRecordsDo() throws IOException {
        String[] cells = {"1", "\"\"", "\"\"\"\"", "\"x\ny\"", "\"\n\"", "\",\"", "", "\"\"\"\n\"\"\"", "plain"};
        Random random = new Random(1);
        long most = 0;
        for (int trial = 0; trial < 300; trial++) {
            StringBuilder text = new StringBuilder(HEADER);
            List<Long> begins = new ArrayList<>();
            for (int row = random.nextInt(30); row >= 0; row--) {
                begins.add((long) text.length());
                text.append(cells[random.nextInt(cells.length)])
                        .append(',')
                        .append(cells[random.nextInt(cells.length)])
                        .append(random.nextBoolean() ? "\n" : "\r\n");
            }
            byte[] file = text.toString().getBytes(UTF_8);
            begins.add((long) file.length);

            List<CsvSplit.Range> ranges = ranges(file, 1 + random.nextInt(40));

            most = Math.max(most, ranges.size());
            long end = 0;
            for (CsvSplit.Range range : ranges) {
                assertThat(range.from()).isEqualTo(end);
                end = range.to();
                assertThat(begins).contains(end);
                assertThat(new String(range.open(opening(file)).readAllBytes(), UTF_8))
                        .isEqualTo((range.from() == 0 ? "" : HEADER)
                                + text.substring((int) range.from(), (int) range.to()));
                assertThat(range.isInDoubt(opening(file))).isFalse();
            }
            assertThat(end).isEqualTo(file.length);
        }
        assertThat(most).isGreaterThan(10);
    }

    @Test
    void aQuoteInAPlainCellRaisesDoubtAndOneThatEndsACellDoesNot() throws IOException {
        byte[] inches = "a,b\n6\" pipe,1\n".getBytes(UTF_8);
        byte[] quoted = "a,b\n\"6\"\" pipe\",1\n".getBytes(UTF_8);

        assertThat(ranges(inches, 100).getFirst().isInDoubt(opening(inches))).isTrue();
        assertThat(ranges(quoted, 100).getFirst().isInDoubt(opening(quoted))).isFalse();
    }

    @Test
    void theHeaderIsTheFirstLineThatIsNotBlank() {
        assertThat(new String(CsvSplit.header("\n \r\na,\"b\nc\"\nd".getBytes(UTF_8)), UTF_8))
                .isEqualTo("\n \r\na,\"b\nc\"\n");
        assertThat(CsvSplit.header("a,b".getBytes(UTF_8))).isEmpty();
    }

    @Test
    void aFileThatIsShorterThanItWasFails() {
        byte[] file = "a,b\n1,2\n".getBytes(UTF_8);

        assertThatThrownBy(() -> CsvSplit.of(opening(file), 0, 100))
                .isInstanceOf(IOException.class)
                .hasMessage("the file ended 92 bytes before it should");
    }
}
