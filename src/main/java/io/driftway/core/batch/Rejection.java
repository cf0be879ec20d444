package io.driftway.core.batch;

/**
 * A batch that cannot be used, said so that a person can mend it. It holds no cell of a row.
 *
 * @param reason from the closed list
 * @param file what was read
 * @param position where in it, such as {@code line 12, column TotalCharges}; empty when it is the file as a whole
 * @param fault what is wrong
 * @param remedy what to do
 */
public record Rejection(Reason reason, String file, String position, String fault, String remedy) implements Decoded {

    /** One line: file, position, fault and remedy. */
    public String line() {
        return file + (position.isEmpty() ? "" : ", " + position) + ": " + fault + "; " + remedy;
    }
}
