package io.driftway.store;

import com.azure.storage.blob.models.BlobStorageException;
import io.driftway.core.Causes;
import io.driftway.core.ledger.Superseded;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Streams one version of a blob, range by range. Each request for a range is conditional on the version's etag. */
final class BlobStream extends FilterInputStream {

    private static final int NOT_FOUND = 404;
    private static final int PRECONDITION_FAILED = 412;

    private final String key;

    BlobStream(InputStream in, String key) {
        super(in);
        this.key = key;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (IOException | RuntimeException e) {
            throw failure(e);
        }
    }

    private IOException failure(Exception e) {
        Throwable cause = Causes.of(e).stream()
                .filter(BlobStorageException.class::isInstance)
                .findFirst()
                .orElseGet(() -> Causes.root(e));
        boolean gone = cause instanceof BlobStorageException answer
                && (answer.getStatusCode() == PRECONDITION_FAILED || answer.getStatusCode() == NOT_FOUND);
        return gone ? new Superseded(key) : BlobFailure.of("read on in '" + Key.printable(key) + "'", cause);
    }
}
