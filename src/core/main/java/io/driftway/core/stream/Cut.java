package io.driftway.core.stream;

import java.time.Duration;

/** Says where one window of a partition ends and the next begins. */
public sealed interface Cut {

    /**
     * Cuts at fixed multiples of so many offsets: a window holds at most so many records, and fewer where offsets have gaps.
     *
     * @param offsets at least 1
     */
    record ByOffsets(long offsets) implements Cut {

        public ByOffsets {
            if (offsets < 1) {
                throw new IllegalArgumentException("records must be at least 1, got " + offsets);
            }
        }

        /** Returns the multiple at or before this offset. */
        long floor(long offset) {
            return offset - offset % offsets;
        }

        @Override
        public long bucket(StreamRecord record) {
            return floor(record.offset());
        }
    }

    /**
     * Cuts where the timestamp of a record falls into a later period than the window's first record. A record whose timestamp is earlier stays in the window that is open.
     *
     * @param period at least one second, in whole milliseconds; periods are counted from 1970, in UTC
     */
    record ByTime(Duration period) implements Cut {

        private static final Duration SHORTEST = Duration.ofSeconds(1);

        public ByTime {
            if (period.compareTo(SHORTEST) < 0 || period.toNanosPart() % 1_000_000 > 0) {
                throw new IllegalArgumentException("every must be at least 1s, in whole milliseconds, got " + period);
            }
        }

        @Override
        public long bucket(StreamRecord record) {
            return Math.floorDiv(record.timestamp(), period.toMillis());
        }
    }

    /** Returns the number of the bucket of a record. A later bucket has a larger number. */
    long bucket(StreamRecord record);
}
