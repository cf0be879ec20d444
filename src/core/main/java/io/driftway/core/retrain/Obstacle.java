package io.driftway.core.retrain;

import java.util.Locale;

/**
 * Something that keeps a retraining from running, with the remedy.
 *
 * @param reason of a closed list
 * @param fault what was found, in one line
 * @param remedy what to do, in one line
 */
public record Obstacle(Reason reason, String fault, String remedy) {

    private static final int MOST_CHARACTERS = 300;

    public Obstacle {
        fault = oneLine(fault);
    }

    /** The closed list of causes. Each is a label of a metric. */
    public enum Reason {
        /** The API server does not know who asks. */
        UNAUTHORIZED,
        /** It knows, and does not allow it. */
        FORBIDDEN,
        /** A quota of the namespace is used up. */
        QUOTA,
        /** The namespace is not there. */
        NO_NAMESPACE,
        /** A Job of that name is there, and is of no episode of ours. */
        CONFLICT,
        /** The API server does not take the Job as it is described. */
        INVALID,
        /** The API server does not answer, or only that it cannot. */
        UNANSWERED,
        /** The Job is there, and no pod of it. */
        NO_POD,
        /** No node has room for the pod, or may take it. */
        NO_NODE,
        /** The image cannot be pulled. */
        IMAGE,
        /** What the container refers to is not there: a ConfigMap, a Secret, a key of one. */
        CONFIGURATION,
        /** The pod is there and does not start, for another reason or for none that can be read. */
        NOT_STARTED;

        /** As written in logs and labels. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static String oneLine(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "…";
    }
}
