package io.driftway.stage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * Reads a blob and checks its length. Throws if the stream ends before the listed length, so that a truncated download is retried and not
 * quarantined.
 */
final class LengthCheckedStream extends FilterInputStream {

    private final String name;
    private final long length;
    private long count;

    LengthCheckedStream(InputStream in, String name, long length) {
        super(in);
        this.name = name;
        this.length = length;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        passed(read < 0 ? -1 : 1);
        return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int wanted) throws IOException {
        int read = super.read(bytes, offset, wanted);
        passed(read);
        return read;
    }

    @Override
    public long skip(long wanted) throws IOException {
        long skipped = super.skip(wanted);
        count += skipped;
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void passed(int read) throws IOException {
        if (read >= 0) {
            count += read;
        } else if (count < length) {
            throw new IOException(String.format(
                    Locale.ROOT, "%s ended after %,d of the %,d bytes that were listed", name, count, length));
        }
    }
}
