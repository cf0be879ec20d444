package io.driftway.core.pipeline;

import io.driftway.core.ledger.VerdictRecord;

/**
 * A batch with its verdict, which counts for nothing until it is committed.
 *
 * @param compared the batch
 * @param verdict what was decided, and where what it names will be
 */
public record Decided(Compared compared, VerdictRecord verdict) {}
