package io.driftway.format.csv;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Decoded;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of gzip (RFC 1952) are read whole or not at all: half of the rows would have a verdict that nobody doubts. */
class GzipTest {

    private static final Schema SCHEMA =
            new Schema(List.of(new Field("charge", ColumnType.NUM, Role.FEATURE, List.of())), null);

    private static final byte[] FIRST = gzip("charge\n1\n2\n3\n");
    private static final byte[] SECOND = gzip("4\n5\n6\n");
    private static final byte[] WHOLE = join(FIRST, SECOND);

    /** The empty block that bgzip ends each file with (SAM specification, 4.1.2). */
    private static final byte[] END_OF_BGZIP = {
        0x1f, (byte) 0x8b, 8, 4, 0, 0, 0, 0, 0, (byte) 0xff, 6, 0, 'B', 'C', 2, 0, 0x1b, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    private static final int EXTRA_NAME_COMMENT_AND_CRC = 0b11110;

    @Test
    void aFileCutAnywhereIsRefused() {
        for (int length = 2; length < WHOLE.length; length++) {
            if (length == FIRST.length) {
                assertThat(values(Arrays.copyOf(WHOLE, length)))
                        .as("whole files put end to end, of which the last is not there, are a whole file")
                        .containsExactly(1, 2, 3);
            } else {
                assertThat(read(Arrays.copyOf(WHOLE, length)))
                        .as("%d of %d bytes", length, WHOLE.length)
                        .isInstanceOfSatisfying(Rejection.class, refused -> assertThat(refused.reason())
                                .isEqualTo(Reason.COMPRESSED));
            }
        }
    }

    /** A header has bytes that say nothing of the data, such as the time: there, all rows are there. */
    @Test
    void aBitThatFlipsAnywhereLosesNoRow() {
        int refusals = 0;
        for (int bit = 0; bit < WHOLE.length * 8; bit++) {
            byte[] damaged = WHOLE.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            switch (read(damaged)) {
                case Batch batch -> assertThat(values(batch)).as("bit %d", bit).containsExactly(1, 2, 3, 4, 5, 6);
                case Rejection refused -> {
                    refusals++;
                    if (bit / 8 >= 2) {
                        assertThat(refused.reason()).as("bit %d", bit).isEqualTo(Reason.COMPRESSED);
                    }
                }
            }
        }
        int harmless = 2 * (4 + 1 + 1) * 8 + 2; // time, level and system of two headers, and their flags for text
        assertThat(refusals).isGreaterThanOrEqualTo(WHOLE.length * 8 - harmless - 16);
    }

    @Test
    void aHeaderMayHaveAllItsFields() {
        byte[] member = withHeader(header(), "4\n5\n6\n");

        assertThat(values(join(FIRST, member, SECOND))).containsExactly(1, 2, 3, 4, 5, 6, 4, 5, 6);
        for (int cut = 1; cut < member.length; cut++) {
            assertThat(reason(join(FIRST, Arrays.copyOf(member, cut)))).isEqualTo(Reason.COMPRESSED);
        }
    }

    @Test
    void aHeaderIsHeldAgainstItsChecksum() {
        byte[] header = header();
        for (int i = 4; i < header.length; i++) {
            byte[] damaged = header.clone();
            damaged[i] ^= 1;
            assertThat(reason(join(FIRST, withHeader(damaged, "4\n")))).isEqualTo(Reason.COMPRESSED);
        }
    }

    @Test
    void blocksOfBgzipAreMembers() {
        assertThat(values(join(FIRST, END_OF_BGZIP, SECOND, END_OF_BGZIP))).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void manyEmptyMembersAreNoDepth() {
        byte[] empty = gzip("");
        byte[][] members = new byte[50_000][];
        Arrays.fill(members, empty);
        members[0] = FIRST;

        assertThat(values(join(members))).containsExactly(1, 2, 3);
    }

    /** Tapes and tar fill their last block with zeros; {@code gzip} takes them for nothing too. */
    @ParameterizedTest
    @ValueSource(ints = {1, 17, 512, 70_000})
    void zerosAfterTheLastMemberAreNothing(int zeros) {
        assertThat(values(Arrays.copyOf(WHOLE, WHOLE.length + zeros))).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "7", "7\n8\n9\n", "\u001f", "\u001fx", "\0\0x", "BZh9"})
    void whatFollowsTheLastMemberAndIsNoneIsRefused(String trailing) {
        assertThat(read(join(WHOLE, trailing.getBytes(US_ASCII)))).isInstanceOfSatisfying(Rejection.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.COMPRESSED);
            assertThat(refused.line()).contains("b.csv.gz: ").contains("; ");
        });
    }

    @Test
    void aMemberAfterZerosIsRefusedBecauseGzipWouldLeaveItOut() {
        assertThat(reason(join(FIRST, new byte[512], SECOND))).isEqualTo(Reason.COMPRESSED);
    }

    @Test
    void aLengthOrChecksumThatIsNotThatOfTheDataIsRefused() {
        for (int fromEnd = 1; fromEnd <= 8; fromEnd++) {
            byte[] damaged = WHOLE.clone();
            damaged[FIRST.length - fromEnd] ^= 0x55;
            assertThat(reason(damaged)).isEqualTo(Reason.COMPRESSED);
        }
    }

    /** However it is named: a connection that breaks is no fault of the file, and a later poll reads it. */
    @Test
    void aStreamThatFailsIsNoDamage() {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new EOFException("the connection was closed");
            }
        };

        assertThatThrownBy(() -> CsvReader.read(
                        "b.csv.gz", new SequenceInputStream(new ByteArrayInputStream(FIRST), failing), SCHEMA))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the connection was closed");
    }

    @Test
    void aCommandReadsNoHeaderOutOfDamage() {
        assertThat(CsvReader.header(new ByteArrayInputStream(Arrays.copyOf(FIRST, 12))))
                .isEmpty();
        assertThat(CsvReader.header(new ByteArrayInputStream(WHOLE))).containsExactly("charge");
    }

    private static Reason reason(byte[] packed) {
        return ((Rejection) read(packed)).reason();
    }

    private static double[] values(byte[] packed) {
        return values((Batch) read(packed));
    }

    private static double[] values(Batch batch) {
        return ((NumericColumn) batch.columns().getFirst()).values();
    }

    private static Decoded read(byte[] packed) {
        return CsvReader.read("b.csv.gz", new ByteArrayInputStream(packed), SCHEMA);
    }

    private static byte[] header() {
        byte[] fields = {
            0x1f,
            (byte) 0x8b,
            8,
            EXTRA_NAME_COMMENT_AND_CRC,
            1,
            2,
            3,
            4,
            0,
            3,
            3,
            0,
            0,
            'x',
            0,
            'a',
            '.',
            'c',
            's',
            'v',
            0,
            'c',
            0
        };
        CRC32 crc = new CRC32();
        crc.update(fields);
        return join(fields, new byte[] {(byte) crc.getValue(), (byte) (crc.getValue() >>> 8)});
    }

    private static byte[] withHeader(byte[] header, String text) {
        byte[] plain = gzip(text);
        return join(header, Arrays.copyOfRange(plain, 10, plain.length));
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
