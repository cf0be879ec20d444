/** Reads a topic of Kafka, or of a service with Kafka's protocol, as windows. */
@NullMarked
package io.driftway.kafka;

import org.jspecify.annotations.NullMarked;
