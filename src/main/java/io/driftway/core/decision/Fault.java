package io.driftway.core.decision;

/**
 * What is wrong with a feed.
 *
 * @param kind of fault
 * @param column where it is; of two that were swapped the first
 * @param share of the column's rows that show it, in [0, 1]
 */
public record Fault(Kind kind, String column, double share) {

    /** The kinds of fault, those that explain others first. */
    public enum Kind {
        /** Two columns have each other's values. */
        SWAPPED("swapped"),
        /** One value throughout, where the reference has several. */
        CONSTANT("constant"),
        /** All values multiplied by one factor, as by another unit. */
        SCALE("scale"),
        /** Labels that the reference does not have. */
        UNSEEN("unseen"),
        /** Values far beyond the range of the reference. */
        RANGE("range"),
        /** More or fewer missing cells. */
        MISSING("missing");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        /** Returns the word for records, JSON and labels of metrics. */
        public String code() {
            return code;
        }
    }
}
