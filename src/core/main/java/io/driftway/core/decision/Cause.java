package io.driftway.core.decision;

/** Says why a batch is not stable. */
public enum Cause {
    /** The feed is broken, so its rows do not show the world. */
    FEED("feed"),
    /** Columns moved, and nothing says that the model suffers. */
    COVARIATE_HARMLESS("covariate-harmless"),
    /** Columns moved that the model relies on, and its predictions with them. */
    COVARIATE_HARMFUL("covariate-harmful"),
    /** Columns moved together, each by itself as before. */
    JOINT("joint"),
    /** Labels disagree with the predictions more than they used to. */
    CONCEPT("concept");

    private final String code;

    Cause(String code) {
        this.code = code;
    }

    /** Returns the word for records, JSON and labels of metrics. */
    public String code() {
        return code;
    }

    /** Returns the code. */
    @Override
    public String toString() {
        return code;
    }
}
