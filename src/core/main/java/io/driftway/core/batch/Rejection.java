package io.driftway.core.batch;

/**
 * Says why a batch cannot be used, and what a person can do about it. It holds no cell of a row.
 *
 * @param reason from the closed list
 * @param file what was read
 * @param position where in it, such as {@code line 12, column TotalCharges}; empty when it is the file as a whole
 * @param fault what is wrong
 * @param remedy what to do
 */
public record Rejection(Reason reason, String file, String position, String fault, String remedy)
        implements Decoded, Kinded {

    private static final int LONGEST_POSITION = 200;
    private static final int LONGEST_FAULT = 2_000;

    /** Makes position and fault printable and short, because both may quote the file. */
    public Rejection {
        position = Printable.of(position, LONGEST_POSITION);
        fault = Printable.of(fault, LONGEST_FAULT);
    }

    @Override
    public String kind() {
        return "rejection";
    }

    /** Returns one line with file, position, fault and remedy. */
    public String line() {
        return Printable.of(file) + (position.isEmpty() ? "" : ", " + position) + ": " + fault + "; " + remedy;
    }
}
