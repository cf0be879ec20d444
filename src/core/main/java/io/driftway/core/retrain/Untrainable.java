package io.driftway.core.retrain;

/**
 * Data that no model can be trained on.
 *
 * @param fault what is wrong, with the column and the figures
 * @param remedy what to do
 */
public record Untrainable(String fault, String remedy) implements TrainingResult {

    /** One line: fault and remedy. */
    public String line() {
        return fault + "; " + remedy;
    }
}
