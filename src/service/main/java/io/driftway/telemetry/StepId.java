package io.driftway.telemetry;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lists the steps that telemetry knows by their ids, in whatever file they stand. A step with another id that ends in {@code -batch} is a stage
 * too, named by the word before, so a new stage needs no constant here. {@code docs/routes.md} has a table of all steps.
 */
public enum StepId {
    LIST_BLOBS("list-blobs", "poll"),
    LIST_FILES("list-files", "poll"),
    LIST_WHOLE_INBOX("list-whole-inbox", "poll"),
    FIND_BLOBS("find-blobs", "poll"),
    LIST_LABEL_BLOBS("list-label-blobs", null),
    LIST_LABEL_FILES("list-label-files", null),
    BEGIN_BATCH("begin-batch", null),
    BEGIN_LABELS("begin-labels", null),
    BEGIN_LAUNCH("begin-launch", null),
    CLAIM_BATCH("claim-batch", null),
    QUARANTINE_BATCH("quarantine-batch", null),
    FETCH_BLOB("fetch-blob", "fetch"),
    FETCH_FILE("fetch-file", "fetch"),
    WRITE_PREDICTIONS("write-predictions", "write"),
    WRITE_REPORT("write-report", "write"),
    LOAD_CHAMPION("load-champion", "model-load"),
    JOIN_FILE("join-file", "labels"),
    CREATE_JOB("create-job", "retrain"),
    START_TRAINER("start-trainer", "retrain");

    private static final String OF_A_BATCH = "-batch";
    private static final Map<String, StepId> BY_TEXT =
            Arrays.stream(values()).collect(Collectors.toMap(StepId::text, Function.identity()));

    private final String text;
    private final @Nullable String stage;

    StepId(String text, @Nullable String stage) {
        this.text = text;
        this.stage = stage;
    }

    /** Returns the id as the routes have it. */
    public String text() {
        return text;
    }

    /** Returns the step of an id; null where telemetry does not know the id by name. */
    static @Nullable StepId of(@Nullable String id) {
        return id == null ? null : BY_TEXT.get(id);
    }

    /** Returns the stage that a step is timed as, which is also the name of its span; null where the step is no stage. */
    public static @Nullable String stage(@Nullable String id) {
        StepId known = of(id);
        if (known != null) {
            return known.stage;
        }
        return id != null && id.endsWith(OF_A_BATCH) ? id.substring(0, id.length() - OF_A_BATCH.length()) : null;
    }
}
