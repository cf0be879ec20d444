package io.driftway.core.stream;

import org.jspecify.annotations.Nullable;

/**
 * One record of a partition.
 *
 * @param offset its place in the log, at least 0. Offsets ascend and may have gaps
 * @param timestamp in milliseconds since 1970, as the log has it
 * @param value its bytes; null for a tombstone
 */
@SuppressWarnings("ArrayRecordComponent")
public record StreamRecord(long offset, long timestamp, byte @Nullable [] value) {}
