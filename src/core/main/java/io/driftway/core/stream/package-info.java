/** Cuts the records of a log, such as a partition of a Kafka topic, into windows, and writes each window into the inbox once. */
@org.jspecify.annotations.NullMarked
package io.driftway.core.stream;
