package io.driftway.core.ledger;

/** Where in the store each kind of record lives. */
public final class Keys {

    public static final String VERDICTS = "verdicts/";
    public static final String QUARANTINE = "quarantine/";
    public static final String SUPERSEDED = "superseded/";
    public static final String EPISODES = "episodes/";
    public static final String MODELS = "models/";
    public static final String CHAMPION = "champion.json";

    /** Labelled rows to train on: what the first champion was trained on. */
    public static final String TRAINING = "training/";

    /** Labelled rows that came since. */
    public static final String LABELLED = "labelled/";

    private static final String JSON = ".json";

    private Keys() {}

    static String attempts(String batchId) {
        return "ledger/" + batchId + "/attempt-";
    }

    static String releases(String batchId) {
        return "ledger/" + batchId + "/released-";
    }

    static String attempt(String batchId, int number) {
        return attempts(batchId) + number;
    }

    static String release(String batchId, int number) {
        return releases(batchId) + number;
    }

    static String record(String prefix, String id) {
        return prefix + id + JSON;
    }

    /** The id in the key of a record, or an empty text when the key is no record's. */
    static String id(String prefix, String key) {
        return key.startsWith(prefix) && key.endsWith(JSON)
                ? key.substring(prefix.length(), key.length() - JSON.length())
                : "";
    }

    /** The model is part of the name: an attempt that ended under another champion leaves files of its own. */
    public static String report(String batchId, String model) {
        return "reports/" + batchId + "/" + model + JSON;
    }

    public static String predictions(String batchId, String model) {
        return "predictions/" + batchId + "/" + model + ".csv";
    }
}
