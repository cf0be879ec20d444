package io.driftway.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Customers of a telecom company that does not exist. A drifted batch has other fees, contracts and tenures, and other reasons to leave. */
public final class GeneratedData implements DemoData {

    private static final int TRAINING_ROWS = 12_000;
    private static final double DRIFT = 0.8;
    private static final int NUMBERS = 1_000_000;

    private final int batchRows;
    private final long seed;

    public GeneratedData(int batchRows, long seed) {
        this.batchRows = batchRows;
        this.seed = seed;
    }

    @Override
    public Meaning meaning() {
        return new Meaning(Customers.TARGET, Customers.POSITIVE, Customers.ID);
    }

    @Override
    public int batchRows() {
        return batchRows;
    }

    @Override
    public byte[] training() {
        return csv(0, TRAINING_ROWS, 0, true);
    }

    @Override
    public boolean harms() {
        return true;
    }

    @Override
    public byte[] batch(int number, boolean drifted, boolean labelled) {
        return csv(number, batchRows, drifted ? DRIFT : 0, labelled);
    }

    private byte[] csv(int number, int rows, double drift, boolean labelled) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new Customers(seed + number, NUMBERS * (number + 1L)).write(out, rows, drift, labelled);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return out.toByteArray();
    }
}
