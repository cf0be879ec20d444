package io.driftway.core.stream;

/**
 * Names one partition of a topic.
 *
 * @param topic its name: letters, digits, dots, underscores and hyphens, as Kafka allows
 * @param number from 0
 */
public record Partition(String topic, int number) {}
