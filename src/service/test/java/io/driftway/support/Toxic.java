package io.driftway.support;

import java.time.Duration;

/** What can go wrong between a client and a server. */
public sealed interface Toxic {

    /** The answer comes, later. */
    record Latency(Duration length) implements Toxic {}

    /** The request is taken, and nothing is ever said. */
    record Hang() implements Toxic {}

    /** The body of the answer comes byte by byte. */
    record Slow(Duration eachByte) implements Toxic {}

    /** The connection is reset after half of the body. */
    record Reset() implements Toxic {}

    /** The connection ends in good order after half of the body. */
    record Cut() implements Toxic {}

    /** Half of the body, and a length that says that this is all. */
    record Shorten() implements Toxic {}

    /** The proxy answers itself, and the server hears of nothing. */
    record Status(int code, int retryAfterSeconds) implements Toxic {}

    /** The server has done it; its answer is lost. */
    record LoseAnswer() implements Toxic {}
}
