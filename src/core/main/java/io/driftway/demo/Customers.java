package io.driftway.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Writes customers as CSV. The same seed and calls give the same bytes; numbers of customers go on from batch to batch. Whether a
 * customer leaves is drawn from a logistic model of the features, so that no model can be right about everybody.
 *
 * <p>Drift, from 0 to 1, raises fees and data volumes, brings more new customers on monthly contracts and more who pay in cash, and lets
 * fees and data volumes count differently for who leaves. Not safe for use by several threads.
 */
public final class Customers {

    /** Names the customer. */
    public static final String ID = "customer_id";

    /** What is to be predicted: {@link #POSITIVE} for who left, {@code No} for who stayed. */
    public static final String TARGET = "churned";

    public static final String POSITIVE = "Yes";

    static final String HEADER =
            ID + ",region,age,household,contract,tenure_months,internet,data_gb,voice_minutes,streaming,"
                    + "security_pack,support_calls,late_payments,device_age_months,payment_method,paperless,monthly_fee,total_paid";

    private static final int FLUSH_CHARS = 1 << 15;

    private final SplittableRandom random;
    private long number;

    public Customers(long seed) {
        this(seed, 1_000_000);
    }

    /** @param number customers are numbered from the one after it */
    public Customers(long seed, long number) {
        this.random = new SplittableRandom(seed);
        this.number = number;
    }

    /**
     * Writes one batch in UTF-8: a header row, then the customers. The stream is flushed and left open.
     *
     * @param rows how many customers
     * @param drift how far these have moved away, in [0, 1]
     * @param labelled whether it is known, and written, who left
     */
    public void write(OutputStream out, int rows, double drift, boolean labelled) throws IOException {
        if (!(drift >= 0 && drift <= 1)) {
            throw new IllegalArgumentException("drift must be in [0, 1], got " + drift);
        }
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        StringBuilder csv =
                new StringBuilder(HEADER).append(labelled ? "," + TARGET : "").append('\n');
        for (int row = 0; row < rows; row++) {
            Customer customer = Customer.draw(random, drift);
            customer.append(csv.append('C').append(++number));
            boolean leaves = customer.leaves(random, drift);
            if (labelled) {
                csv.append(leaves ? ",Yes" : ",No");
            }
            csv.append('\n');
            if (csv.length() > FLUSH_CHARS) {
                writer.append(csv);
                csv.setLength(0);
            }
        }
        writer.append(csv).flush();
    }
}
