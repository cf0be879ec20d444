package io.driftway.core.ledger;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Sha256;
import java.util.List;
import java.util.Locale;

/** Where in the store each kind of record lives. */
public final class Keys {

    /** What each batch ended in, decided once. It is read by the batch's id, and never listed. */
    public static final String ENDED = "ended/";

    /** That batches were begun, by hour, a folder for each. */
    static final String LEDGER = "ledger/";

    /**
     * Below the folders that are listed, the folders of hours in which batches were last modified. Records of releases before them stand beside it. No id begins like it: they are in hex.
     */
    static final String HOURS = "hours/";

    /** Says of which batches there may be records beside those by hour. */
    static final String HOURS_SINCE = "hours.json";

    static final String ATTEMPT = "attempt";
    static final String RELEASED = "released";
    static final String CHARGED = "charged";
    static final String FIRST_ATTEMPT = "/attempt-1";

    public static final String VERDICTS = "verdicts/";

    /** Up to where the verdicts were read for whether they ask for retraining. It follows from them: it may be deleted. */
    static final String VERDICTS_READ = "verdicts-seen.json";

    /** For each day, how its batches ended, for pages. It follows from the other records: it may be deleted. */
    static final String HISTORY = "history/";

    /** What a champion's rule has seen, in order. */
    public static final String DECISIONS = "decisions/";

    public static final String QUARANTINE = "quarantine/";
    public static final String SUPERSEDED = "superseded/";

    /** For some bytes, which batch had them first. */
    public static final String CONTENTS = "contents/";

    public static final String EPISODES = "episodes/";
    public static final String MODELS = "models/";
    public static final String PROMOTIONS = "promotions/";
    public static final String CHAMPION = "champion.json";

    /** Labelled rows to train on: what the first champion was trained on. */
    public static final String TRAINING = "training/";

    /** Labelled rows that came since. */
    public static final String LABELLED = "labelled/";

    /** For each training, which labelled rows it had. It is derived where it is missing: it may be deleted. */
    static final String TRAINED = "trained/";

    /** That a file of labels was joined. */
    public static final String LABELS_JOINED = "labels-ledger/";

    /** For each batch, which label each of its rows has, and from which file. */
    public static final String TRUTH = "truth/";

    /** For each batch, how its predictions did against its labels. */
    public static final String PERFORMANCE = "performance/";

    /** What {@code doctor} writes to see whether it can be done; nothing else is here. */
    public static final String DOCTOR = "doctor/";

    public static final String PROBE = DOCTOR + "probe.txt";

    /** What was counted of batches that one process does not hold. It follows from batch and model: it may be deleted once the batch has ended. */
    public static final String COUNTED = "counted/";

    private static final String JSON = ".json";

    private Keys() {}

    /** Where the records of these hours are, or of a day or a month. */
    static String byHour(String folder, String hours) {
        return folder + HOURS + hours;
    }

    /** Where records are that name no hour: an id begins with one of 16 digits. */
    static List<String> undated(String folder) {
        return "0123456789abcdef"
                .chars()
                .mapToObj(digit -> folder + (char) digit)
                .toList();
    }

    /** The hour in the key of a record; an empty text where it names none. */
    static String hour(String key) {
        int from = key.indexOf('/') + 1;
        if (!key.startsWith(HOURS, from)) {
            return "";
        }
        int end = key.indexOf('/', from + HOURS.length());
        return end < 0 ? "" : key.substring(from + HOURS.length(), end);
    }

    /** What is known of one batch that was begun. */
    static String begun(BlobVersion blob) {
        return byHour(LEDGER, Hours.of(blob.lastModified())) + "/" + blob.batchId() + "/";
    }

    /** What releases that named no hour knew of it. */
    static String begunUndated(String batchId) {
        return LEDGER + batchId + "/";
    }

    /** The batch that an attempt, or a note on one, is about; an empty text when the key is none's. */
    static String begunBatch(String key) {
        int end = key.lastIndexOf('/');
        int from = key.lastIndexOf('/', end - 1) + 1;
        return key.startsWith(LEDGER) && from >= LEDGER.length() ? key.substring(from, end) : "";
    }

    /** Which kind of note on an attempt a key is: {@code attempt}, {@code released} or {@code charged}; an empty text when it is none. */
    static String note(String key) {
        String name = key.substring(key.lastIndexOf('/') + 1);
        return name.substring(0, Math.max(0, name.lastIndexOf('-')));
    }

    /** Which attempt a key is about, from 1; 0 when it is about none. */
    static int number(String key) {
        String digits = key.substring(key.lastIndexOf('-') + 1);
        return digits.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(digits) : 0;
    }

    static String attempt(BlobVersion blob, int number) {
        return begun(blob) + ATTEMPT + "-" + number;
    }

    /** That the batch has ended, and not in a verdict. */
    static String ended(BlobVersion blob) {
        return begun(blob) + "ended";
    }

    static boolean isEnded(String key) {
        return key.endsWith("/ended");
    }

    static String release(BlobVersion blob, int number) {
        return begun(blob) + RELEASED + "-" + number;
    }

    static String charge(BlobVersion blob, int number) {
        return begun(blob) + CHARGED + "-" + number;
    }

    /** The term is a champion's, and its pages are numbered from 1. */
    static String decisions(String term, int page) {
        return record(DECISIONS + term + "/", String.format(Locale.ROOT, "%08d", page));
    }

    /** Where the entry of some labels is. The subject is any text. */
    static String decisionOf(String term, String subject) {
        return record(DECISIONS + term + "/of/", Sha256.of(subject));
    }

    static String promotion(long sequence) {
        return record(PROMOTIONS, String.format(Locale.ROOT, "%08d", sequence));
    }

    /** Returns the key of the record of this id below a prefix, which ends in {@code /}. */
    public static String record(String prefix, String id) {
        return prefix + id + JSON;
    }

    /** Returns the key of the record of a batch below a prefix, in the hour in which the batch was last modified. */
    public static String record(String prefix, BlobVersion source) {
        return record(byHour(prefix, Hours.of(source.lastModified())) + "/", source.batchId());
    }

    /** The id in the key of a record, or an empty text when the key is no record's. */
    public static String id(String prefix, String key) {
        return key.startsWith(prefix) && key.endsWith(JSON)
                ? key.substring(key.lastIndexOf('/') + 1, key.length() - JSON.length())
                : "";
    }

    /** The model is part of the name: an attempt that ended under another champion leaves files of its own. */
    public static String report(String batchId, String model) {
        return "reports/" + batchId + "/" + model + JSON;
    }

    /** Returns the folder of the predictions of a batch that was counted in parts, which ends in {@code /}. */
    public static String predictionParts(String batchId, String model) {
        return "predictions/" + batchId + "/" + model + "/";
    }

    /** Returns the key of the blob of a batch that is to be counted. */
    public static String toCount(String batchId) {
        return record(COUNTED + batchId + "/", "source");
    }

    /** Returns the key of what was counted of a batch and its predictions by a model. */
    public static String counted(String batchId, String model) {
        return COUNTED + batchId + "/" + model + JSON;
    }

    /** Returns the key of the predictions of a batch. The model is part of it, as of {@link #report}. */
    public static String predictions(String batchId, String model) {
        return "predictions/" + batchId + "/" + model + ".csv";
    }
}
