package io.driftway.format.parquet;

import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.schema.ColumnSchema;
import io.driftway.format.table.Decimal;
import io.driftway.format.table.Missing;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the stored form of a value means, as a number and as a text. */
sealed interface ParquetValues {

    /** Values that are stored in up to 64 bits. */
    non-sealed interface OfBits extends ParquetValues {
        /** NaN where the value stands for a missing one. */
        double number(long bits);

        /** Null where the value stands for a missing one. */
        @Nullable
        String text(long bits);
    }

    /** Values that are stored as a run of bytes. */
    non-sealed interface OfBytes extends ParquetValues {
        /**
         * NaN where the value stands for a missing one.
         *
         * @throws NumberFormatException when it is no number
         */
        double number(byte[] bytes, int from, int length);

        /** Null where the value stands for a missing one. */
        @Nullable
        String text(byte[] bytes, int from, int length) throws CharacterCodingException;
    }

    /** @param column of a kind that is read */
    static ParquetValues of(ParquetColumn column) {
        ColumnSchema stored = column.stored();
        LogicalType logical = stored.logicalType();
        return switch (column.kind()) {
            case BOOLEAN -> new Truths();
            case INTEGER ->
                logical instanceof LogicalType.IntType type && !type.isSigned()
                        ? new Unsigned(stored.type() == PhysicalType.INT32 ? 0xffff_ffffL : -1)
                        : new Signed();
            case REAL ->
                switch (stored.type()) {
                    case FLOAT -> new Floats();
                    case DOUBLE -> new Doubles();
                    default -> new Halves();
                };
            case DECIMAL -> {
                int scale = ((LogicalType.DecimalType) logical).scale();
                if (scale < 0 || scale > Decimals.MAX_SCALE) {
                    throw new ArithmeticException("a decimal has scale " + scale);
                }
                yield isBits(stored.type()) ? new SmallDecimals(scale) : new Decimals(scale);
            }
            case TEXT -> logical instanceof LogicalType.UuidType ? new Uuids() : new Texts();
            case TIME -> stored.type() == PhysicalType.INT96 ? new Int96Times() : new Times(logical);
            case NESTED, OTHER -> throw new IllegalArgumentException(column.name() + " is not read");
        };
    }

    private static boolean isBits(PhysicalType type) {
        return type == PhysicalType.INT32 || type == PhysicalType.INT64;
    }

    record Truths() implements OfBits {
        @Override
        public double number(long bits) {
            return bits;
        }

        @Override
        public String text(long bits) {
            return bits == 0 ? "false" : "true";
        }
    }

    record Signed() implements OfBits {
        @Override
        public double number(long bits) {
            return bits;
        }

        @Override
        public String text(long bits) {
            return Long.toString(bits);
        }
    }

    /** @param mask the bits that count, of a value that was widened with its sign */
    record Unsigned(long mask) implements OfBits {
        @Override
        public double number(long bits) {
            return (bits & mask) >= 0 ? bits & mask : new BigInteger(text(bits)).doubleValue();
        }

        @Override
        public String text(long bits) {
            return Long.toUnsignedString(bits & mask);
        }
    }

    record Floats() implements OfBits {
        @Override
        public double number(long bits) {
            return Float.intBitsToFloat((int) bits);
        }

        @Override
        public @Nullable String text(long bits) {
            float value = Float.intBitsToFloat((int) bits);
            return Float.isNaN(value) ? null : Float.toString(value);
        }
    }

    record Doubles() implements OfBits {
        @Override
        public double number(long bits) {
            return Double.longBitsToDouble(bits);
        }

        @Override
        public @Nullable String text(long bits) {
            double value = Double.longBitsToDouble(bits);
            return Double.isNaN(value) ? null : Double.toString(value);
        }
    }

    record Halves() implements OfBytes {
        private static final VarHandle SHORT =
                MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

        @Override
        public double number(byte[] bytes, int from, int length) {
            return Float.float16ToFloat((short) SHORT.get(bytes, from));
        }

        @Override
        public @Nullable String text(byte[] bytes, int from, int length) {
            double value = number(bytes, from, length);
            return Double.isNaN(value) ? null : Double.toString(value);
        }
    }

    record SmallDecimals(int scale) implements OfBits {
        private static final long EXACT = 1L << 53;
        private static final int EXACT_SCALE = 22;

        /** One correctly rounded division where both sides are exact doubles. */
        @Override
        public double number(long bits) {
            return Math.abs(bits) <= EXACT && scale <= EXACT_SCALE && bits != Long.MIN_VALUE
                    ? bits / Math.pow(10, scale)
                    : BigDecimal.valueOf(bits, scale).doubleValue();
        }

        @Override
        public String text(long bits) {
            return BigDecimal.valueOf(bits, scale).toPlainString();
        }
    }

    record Decimals(int scale) implements OfBytes {
        static final int MAX_SCALE = 1000;

        @Override
        public double number(byte[] bytes, int from, int length) {
            return value(bytes, from, length).doubleValue();
        }

        @Override
        public String text(byte[] bytes, int from, int length) {
            return value(bytes, from, length).toPlainString();
        }

        private BigDecimal value(byte[] bytes, int from, int length) {
            return new BigDecimal(length == 0 ? BigInteger.ZERO : new BigInteger(bytes, from, length), scale);
        }
    }

    record Texts() implements OfBytes {
        /** As in CSV: the only use that reading Parquet makes of the rules for CSV cells. */
        @Override
        public double number(byte[] bytes, int from, int length) {
            double value = Decimal.parse(bytes, from, length);
            if (Double.isNaN(value) && !Missing.is(bytes, from, length)) {
                throw new NumberFormatException();
            }
            return value;
        }

        @Override
        public @Nullable String text(byte[] bytes, int from, int length) throws CharacterCodingException {
            for (int i = from; i < from + length; i++) {
                if (bytes[i] < 0 || bytes[i] > ' ') {
                    return StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes, from, length))
                            .toString();
                }
            }
            return null;
        }

        /** Whether it is all ASCII and more than blanks: then it is a text, of as many characters as bytes. */
        static boolean isPlain(byte[] bytes, int from, int length) {
            int any = 0;
            int printed = 0;
            for (int i = from; i < from + length; i++) {
                any |= bytes[i];
                printed |= ' ' - bytes[i];
            }
            return any >= 0 && printed < 0;
        }
    }

    record Uuids() implements OfBytes {
        private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

        @Override
        public double number(byte[] bytes, int from, int length) {
            throw new NumberFormatException();
        }

        @Override
        public String text(byte[] bytes, int from, int length) {
            return new UUID((long) LONG.get(bytes, from), (long) LONG.get(bytes, from + Long.BYTES)).toString();
        }
    }

    /** As ISO 8601 writes it; with {@code Z} where the writer normalised it to UTC. */
    record Times(LogicalType logical) implements OfBits {
        @Override
        public double number(long bits) {
            throw new NumberFormatException();
        }

        @Override
        public String text(long bits) {
            return switch (logical) {
                case LogicalType.DateType date -> LocalDate.ofEpochDay(bits).toString();
                case LogicalType.TimeType time ->
                    LocalTime.ofNanoOfDay(Math.multiplyExact(bits, 1_000_000_000 / perSecond(time.unit())))
                            .toString();
                case LogicalType.TimestampType timestamp -> {
                    long perSecond = perSecond(timestamp.unit());
                    Instant instant = Instant.ofEpochSecond(
                            Math.floorDiv(bits, perSecond),
                            Math.floorMod(bits, perSecond) * (1_000_000_000 / perSecond));
                    yield timestamp.isAdjustedToUTC()
                            ? instant.toString()
                            : LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();
                }
                default -> throw new IllegalStateException("no time: " + logical);
            };
        }

        private static long perSecond(LogicalType.TimeUnit unit) {
            return switch (unit) {
                case MILLIS -> 1_000;
                case MICROS -> 1_000_000;
                case NANOS -> 1_000_000_000;
            };
        }
    }

    /** The form of older Impala and Spark: nanoseconds of the day, then the Julian day. */
    record Int96Times() implements OfBytes {
        private static final long JULIAN_DAY_OF_EPOCH = 2_440_588;
        private static final long SECONDS_OF_DAY = 86_400;

        @Override
        public double number(byte[] bytes, int from, int length) {
            throw new NumberFormatException();
        }

        @Override
        public String text(byte[] bytes, int from, int length) {
            ByteBuffer parts = ByteBuffer.wrap(bytes, from, length).order(ByteOrder.LITTLE_ENDIAN);
            long nanos = parts.getLong();
            long day = parts.getInt() - JULIAN_DAY_OF_EPOCH;
            return LocalDateTime.ofInstant(Instant.ofEpochSecond(day * SECONDS_OF_DAY, nanos), ZoneOffset.UTC)
                    .toString();
        }
    }
}
