package io.driftway.format.csv;

import io.driftway.core.batch.Limits;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;

/** An unpacked stream that ends in a fault when it becomes longer than is allowed, or than the packed bytes that were read can be meant to hold. */
final class Metered extends FilterInputStream {

    private final Limits limits;
    private final LongSupplier packedBytes;
    private final CsvFaults faults;
    private long unpackedBytes;

    /** @param packedBytes that were read so far */
    Metered(InputStream in, LongSupplier packedBytes, Limits limits, CsvFaults faults) {
        super(in);
        this.limits = limits;
        this.packedBytes = packedBytes;
        this.faults = faults;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        unpackedBytes += Math.max(0, read);
        if (unpackedBytes > limits.unpackedBytes()) {
            throw faults.unpackedTooLarge(limits.unpackedBytes());
        }
        if (unpackedBytes > Limits.EXPANSION_FROM && unpackedBytes / limits.expansion() > packedBytes.getAsLong()) {
            throw faults.expandsTooMuch(limits.expansion());
        }
        return read;
    }
}
