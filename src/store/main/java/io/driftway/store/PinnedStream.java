package io.driftway.store;

import io.driftway.core.ledger.Superseded;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Streams one version of a file. When somebody replaces the file, the stream goes on with the old content. When somebody writes into the file
 * itself, the next read fails before it returns a byte of the new content.
 */
final class PinnedStream extends FilterInputStream {

    private final String key;
    private final Path file;
    private final FileVersion version;

    PinnedStream(InputStream in, String key, Path file, FileVersion version) {
        super(in);
        this.key = key;
        this.file = file;
        this.version = version;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        var now = FileVersion.of(file);
        if (now.isPresent()
                && now.get().inode() == version.inode()
                && !now.get().equals(version)) {
            throw new Superseded(key);
        }
        return count;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
