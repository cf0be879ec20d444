package io.driftway.documents;

import java.util.List;
import java.util.Map;

/** The commands of the pages that are run as a reader would, one after the other in one folder, and what must come of each. */
final class Walkthrough {

    /** Where a second first champion goes. */
    private static final Map<String, String> OTHER_STORE = Map.of("DRIFTWAY_STORE_FOLDER", "other-store");

    private static final String KIND = "driftway: driftway.store.knd is no setting; did you mean driftway.store.kind?";

    /** What a person puts in the place of what a page leaves open. */
    static final Map<String, String> FILLED_IN = Map.of(
            "TEXT", "'more complaints'", "DRIFTWAY_HAWTIO_PASSWORD=...", "DRIFTWAY_HAWTIO_PASSWORD=long-enough-1");

    sealed interface Step {
        String command();

        /** Ends by itself, and prints this. */
        record Ends(String command, int exit, String prints, Map<String, String> environment) implements Step {}

        /** Goes on until it is stopped; this address answers so, and a batch that is put into the inbox, if one is, gets its verdict. */
        record Serves(String command, String path, int status, boolean judges) implements Step {}

        /** Holds for what is typed after it. */
        record Sets(String command) implements Step {}
    }

    static final List<Step> STEPS = List.of(
            ends("./driftway init --data customers.csv --target Churn", "config/schema.yaml"),
            ends("./driftway publish --schema config/schema.yaml --data customers.csv", "champion "),
            ends("./driftway doctor", "ok       champion"),
            new Step.Ends("./driftway run --driftway.store.knd=folder", 2, KIND, Map.of()),
            new Step.Ends("./driftway retrain --driftway.store.knd=folder", 2, KIND, Map.of()),
            new Step.Serves("./driftway run", "/health/readiness", 200, true),
            ends("./driftway replay --store", "0 of 1 differ."),
            ends(
                    "./driftway replay --store --from 2025-01-01T00:00:00Z --policy threshold --breach-at 0.2",
                    "requests for a retraining"),
            ends(
                    "./driftway replay --store --season 7 --batches-per-year 365 --requests-per-year 1 --format html > store.html",
                    ""),
            ends(
                    "./driftway train --data customers.csv --target Churn --positive Yes --id customerID --out model",
                    "AUC"),
            ends("./driftway score --model model --data july.csv --out predictions.csv", ""),
            ends("./driftway compare --reference june.csv --current july.csv", "data_drift_value"),
            exits(
                    "./driftway compare --reference june.csv --current july.csv --format html --out report.html --fail-on-drift",
                    3),
            ends("./driftway compare --reference june.csv --current july.csv --format json", "\"data_drift_value\""),
            ends(
                    "./driftway compare --reference june.csv --current july.csv --type-method cat=psi --column tenure=ks --column-threshold tenure=0.01",
                    "psi"),
            ends(
                    "./driftway compare --reference june.csv --current july.csv --attribution --model model",
                    "The mean log-odds moved by "),
            ends("./driftway replay --reference june.csv --current july.csv", "3 batches: "),
            ends(
                    "./driftway replay --reference june.csv --current july.csv --id customerID --batch-rows 250",
                    "6 batches: "),
            ends(
                    "./driftway replay --reference june.csv --current july.csv --id customerID --policy threshold --format jsonl",
                    "\"verdict\":\"breach\""),
            ends(
                    "./driftway replay --reference june.csv --current july.csv --id customerID --format html > replay.html",
                    ""),
            ends(
                    "./driftway replay --reference customers.csv --current july.csv --model model --labels july.csv --id customerID --label Churn --label-delay 2",
                    "3 batches: "),
            ends("./driftway calibrate --reference june.csv", "Batches of 500 rows: "),
            ends("driftway export --model model --out model.onnx", ""),
            ends("./driftway import --onnx model.onnx --data customers.csv --target Churn --out model", "AUC"),
            ends(
                    "./driftway import --onnx model.onnx --data customers.csv --target Churn --positive Yes --id customerID --out model",
                    "AUC"),
            new Step.Ends("./driftway publish --model model --data customers.csv", 0, "champion ", OTHER_STORE),
            ends("./driftway models list", "* "),
            ends("./driftway models show MODEL", "AUC"),
            ends("./driftway retrain --if-asked", "nothing to do: "),
            ends("cp july.csv store/labelled/july.csv", ""),
            ends("./driftway retrain", "is promoted"),
            ends("./driftway models promote MODEL --why TEXT", "MODEL"),
            ends("./driftway models rollback --why TEXT", ""),
            new Step.Ends("./driftway models approve EPISODE --why TEXT", 2, "begins with EPISODE", Map.of()),
            new Step.Ends("./driftway models reject EPISODE --why TEXT", 2, "begins with EPISODE", Map.of()),
            ends("./driftway completion", "complete -F"),
            ends("source <(./driftway completion)", ""),
            ends("source <(./driftway completion) && complete -p driftway", "-F _complete_driftway"),
            ends(asked("mod"), "models"),
            ends(asked("compare --fail"), "--fail-on-drift"),
            serves(
                    "./driftway run --driftway.store.kind=folder --driftway.store.folder=store --driftway.retrain.launcher=process",
                    "/",
                    200),
            ends("cp -r routes my-routes", ""),
            serves("./driftway run --driftway.routes=my-routes", "/metrics", 200),
            new Step.Sets("export DRIFTWAY_HAWTIO_USER=ann DRIFTWAY_HAWTIO_PASSWORD=..."),
            serves("./driftway run --driftway.hawtio.enabled=true", "/hawtio", 401));

    private Walkthrough() {}

    private static Step ends(String command, String prints) {
        return new Step.Ends(command, 0, prints, Map.of());
    }

    /** As bash asks when a person presses tab; {@code compopt} is its own, and only there then. */
    private static String asked(String typed) {
        return "source <(./driftway completion); compopt() { :; }; COMP_WORDS=(driftway %s); COMP_CWORD=%d; _complete_driftway; echo \"${COMPREPLY[@]}\""
                .formatted(typed, typed.split(" ").length);
    }

    private static Step exits(String command, int exit) {
        return new Step.Ends(command, exit, "", Map.of());
    }

    private static Step serves(String command, String path, int status) {
        return new Step.Serves(command, path, status, false);
    }
}
