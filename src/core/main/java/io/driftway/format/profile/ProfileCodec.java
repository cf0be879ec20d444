package io.driftway.format.profile;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes profiles as few bytes, the same for equal profiles, and reads them. Each distinct double of a random column of a million takes about 6 bytes.
 *
 * <p>The bytes begin with {@code DWP} and the version, 1. Whole numbers are written seven bits a byte, the lowest first, the highest bit set in all bytes but the last. Doubles are written as the
 * whole numbers that have their order, each as its distance from the one before; bits that were cut off are not written.
 */
public final class ProfileCodec {

    private static final byte[] MAGIC = {'D', 'W', 'P'};
    private static final int VERSION = 1;

    private ProfileCodec() {}

    /** Writes a profile. */
    public static byte[] write(Profile profile) {
        Sink out = new Sink();
        out.begin();
        out.number(profile.rows());
        out.number(profile.columns().size());
        profile.columns().forEach(out::column);
        return out.bytes();
    }

    /**
     * Reads what {@link #write} has written.
     *
     * @throws IllegalArgumentException when the bytes are no profile, or one of a later version
     */
    public static Profile read(byte[] bytes) {
        return read(bytes, in -> {
            long rows = in.number();
            int size = in.size();
            List<ColumnProfile> columns = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                columns.add(in.column());
            }
            return new Profile(rows, columns);
        });
    }

    interface Reading<T> {
        T of(Source in);
    }

    static <T> T read(byte[] bytes, Reading<T> reading) {
        Source in = new Source(bytes);
        try {
            in.begin();
            T read = reading.of(in);
            in.end();
            return read;
        } catch (BufferUnderflowException cut) {
            throw new IllegalArgumentException("the bytes of the profile end too early; write it again", cut);
        }
    }

    /** The double as a whole number: the larger the double, the larger the number. */
    private static long ordered(double value) {
        long bits = Double.doubleToRawLongBits(value);
        return bits ^ (bits >> 63 & Long.MAX_VALUE);
    }

    private static double unordered(long number) {
        return Double.longBitsToDouble(number ^ (number >> 63 & Long.MAX_VALUE));
    }

    /** 0, -1, 1, -2, ... as 0, 1, 2, 3, ... */
    private static long zigzag(long number) {
        return number << 1 ^ number >> 63;
    }

    static final class Sink {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        void begin() {
            out.writeBytes(MAGIC);
            out.write(VERSION);
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        void number(long value) {
            long rest = value;
            while (rest >>> 7 != 0) {
                out.write((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }

        void text(String text) {
            byte[] utf8 = text.getBytes(UTF_8);
            number(utf8.length);
            out.writeBytes(utf8);
        }

        void column(ColumnProfile column) {
            text(column.name());
            number(column.type().ordinal());
            switch (column) {
                case NumericProfile numbers -> numbers(numbers);
                case CategoricalProfile labels -> {
                    number(labels.missing());
                    labels(labels.counts());
                }
            }
        }

        void numbers(NumericProfile column) {
            number(column.missing());
            number(column.infinite());
            number(column.bits());
            number(column.distinct());
            int cut = NumericProfile.EXACT - column.bits();
            long before = 0;
            boolean ones = true;
            for (int i = 0; i < column.distinct(); i++) {
                long next = ordered(column.values()[i]) >> cut;
                number(next - before);
                before = next;
                ones &= column.counts()[i] == 1;
            }
            number(ones ? 1 : 0);
            for (int i = 0; !ones && i < column.distinct(); i++) {
                number(column.counts()[i]);
            }
            double[] originals = column.originals();
            number(originals.length);
            for (int i = 0; i < originals.length; i++) {
                number(
                        Double.isNaN(originals[i])
                                ? 0
                                : 1 + zigzag(ordered(originals[i]) - ordered(column.values()[i])));
            }
        }

        void labels(SortedMap<String, Long> counts) {
            number(counts.size());
            counts.forEach((label, count) -> {
                text(label);
                number(count);
            });
        }
    }

    static final class Source {
        private final ByteBuffer in;

        Source(byte[] bytes) {
            in = ByteBuffer.wrap(bytes);
        }

        void begin() {
            byte[] magic = new byte[MAGIC.length];
            in.get(magic);
            if (!Arrays.equals(magic, MAGIC)) {
                throw new IllegalArgumentException("the bytes are no profile; give those that Driftway has written");
            }
            int version = in.get();
            if (version != VERSION) {
                throw new IllegalArgumentException("the profile has version " + version + ", this program reads "
                        + VERSION + "; use the release that wrote it, or a later one");
            }
        }

        void end() {
            if (in.hasRemaining()) {
                throw new IllegalArgumentException("there are bytes behind the profile; write it again");
            }
        }

        long number() {
            long number = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                byte next = in.get();
                number |= (next & 0x7fL) << shift;
                if (next >= 0) {
                    return number;
                }
            }
            throw new IllegalArgumentException("the profile has a number of more than 64 bits; write it again");
        }

        /** Of things that take a byte each at the least. */
        int size() {
            long size = number();
            if (size < 0 || size > in.remaining()) {
                throw new BufferUnderflowException();
            }
            return (int) size;
        }

        String text() {
            byte[] utf8 = new byte[size()];
            in.get(utf8);
            return new String(utf8, UTF_8);
        }

        ColumnProfile column() {
            String name = text();
            return switch (oneOf(ColumnType.values())) {
                case NUM -> numbers(name);
                case CAT -> {
                    long missing = number();
                    yield new CategoricalProfile(name, labels(), missing);
                }
            };
        }

        NumericProfile numbers(String name) {
            long missing = number();
            long infinite = number();
            int bits = (int) number();
            double[] values = new double[size()];
            int cut = NumericProfile.EXACT - bits;
            long lowest = (1L << cut) - 1;
            long before = 0;
            for (int i = 0; i < values.length; i++) {
                before += number();
                values[i] = unordered(before << cut | (before < 0 ? lowest : 0));
            }
            boolean ones = number() == 1;
            long[] counts = new long[values.length];
            for (int i = 0; i < counts.length; i++) {
                counts[i] = ones ? 1 : number();
            }
            double[] originals = new double[size()];
            for (int i = 0; i < originals.length; i++) {
                long distance = number() - 1;
                originals[i] =
                        distance < 0 ? Double.NaN : unordered(ordered(values[i]) + (distance >>> 1 ^ -(distance & 1)));
            }
            return new NumericProfile(name, values, counts, missing, infinite, bits, originals);
        }

        SortedMap<String, Long> labels() {
            int size = size();
            SortedMap<String, Long> counts = new TreeMap<>();
            for (int i = 0; i < size; i++) {
                counts.put(text(), number());
            }
            return counts;
        }

        <T> T oneOf(T[] all) {
            long place = number();
            if (place < 0 || place >= all.length) {
                throw new IllegalArgumentException("the profile has a kind that does not exist; write it again");
            }
            return all[(int) place];
        }
    }
}
