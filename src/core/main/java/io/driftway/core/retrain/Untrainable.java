package io.driftway.core.retrain;

/**
 * The reason why no model can be trained on some data.
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
