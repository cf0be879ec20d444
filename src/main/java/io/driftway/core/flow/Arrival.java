package io.driftway.core.flow;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.Champion;

/**
 * A batch that was read, with the champion that it will meet to its end, whatever is promoted meanwhile.
 *
 * @param blob where it came from
 * @param contentSha256 of the blob's bytes as stored
 * @param batch its rows
 * @param champion the model in service when it was read
 */
public record Arrival(BlobVersion blob, String contentSha256, Batch batch, Champion champion) {}
