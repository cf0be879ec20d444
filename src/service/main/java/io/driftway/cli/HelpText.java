package io.driftway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What every {@code --help} ends with: examples that can be typed as they stand, and what the exit codes mean. */
final class HelpText {

    /** Of a line; an example that is broken in two cannot be typed. */
    static final int WIDTH = 130;

    private static final Map<String, List<String>> EXAMPLES = Map.ofEntries(
            Map.entry(
                    "driftway",
                    List.of("demo", "init --data customers.csv --target Churn", "compare --help", "--version")),
            Map.entry("driftway demo", List.of("demo", "demo --exit-when-done --interval 1")),
            Map.entry(
                    "driftway init",
                    List.of(
                            "init --data customers.csv --target Churn",
                            "init --data customers.csv --target Churn --positive Yes --id customerID --force")),
            Map.entry(
                    "driftway run",
                    List.of(
                            "run",
                            "run --driftway.store.kind=folder --driftway.store.folder=store --driftway.retrain.launcher=process")),
            Map.entry(
                    "driftway window",
                    List.of(
                            "window --driftway.window.brokers=localhost:9092 --driftway.window.topic=customers --driftway.window.records=10000",
                            "window --driftway.window.brokers=localhost:9092 --driftway.window.topic=customers --driftway.window.every=1h")),
            Map.entry("driftway doctor", List.of("doctor")),
            Map.entry(
                    "driftway train",
                    List.of("train --data customers.csv --target Churn --positive Yes --id customerID --out model")),
            Map.entry("driftway score", List.of("score --model model --data july.csv --out predictions.csv")),
            Map.entry(
                    "driftway import",
                    List.of(
                            "import --onnx model.onnx --data customers.csv --target Churn --out model",
                            "import --xgboost model.json --data customers.csv --target Churn --out model")),
            Map.entry("driftway export", List.of("export --model model --out model.onnx")),
            Map.entry(
                    "driftway compare",
                    List.of(
                            "compare --reference june.csv --current july.csv",
                            "compare --reference june.csv --current july.csv --format json --fail-on-drift",
                            "compare --reference june.csv --current july.csv --type-method cat=psi --column tenure=ks",
                            "compare --reference june.csv --current july.csv --attribution --model model")),
            Map.entry(
                    "driftway replay",
                    List.of(
                            "replay --reference june.csv --current july.csv",
                            "replay --reference june.csv --current july.csv --batch-rows 250 --format html > replay.html",
                            "replay --reference customers.csv --current july.csv --model model --labels july.csv --id customerID --label Churn",
                            "replay --reference june.csv --current july.csv --policy threshold --format jsonl")),
            Map.entry(
                    "driftway calibrate",
                    List.of(
                            "calibrate --reference june.csv",
                            "calibrate --reference customers.csv --model model --batch-rows 500,1000 --format json")),
            Map.entry(
                    "driftway publish",
                    List.of(
                            "publish --schema config/schema.yaml --data customers.csv",
                            "publish --model model --data customers.csv")),
            Map.entry("driftway models", List.of("models list", "models rollback --why \"more complaints\"")),
            Map.entry("driftway models list", List.of("models list --limit 5")),
            Map.entry("driftway models show", List.of("models show 4f1c")),
            Map.entry("driftway models promote", List.of("models promote 4f1c --why \"the campaign is over\"")),
            Map.entry("driftway models rollback", List.of("models rollback --why \"more complaints\"")),
            Map.entry("driftway models approve", List.of("models approve 7128 --why \"the spring campaign\"")),
            Map.entry("driftway models reject", List.of("models reject 7128 --why \"too few new customers\"")),
            Map.entry("driftway retrain", List.of("retrain", "retrain --if-asked")),
            Map.entry("driftway completion", List.of("completion > driftway-completion.sh")));

    private HelpText() {}

    /** Of a command and of all below it. */
    static void addTo(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        List<String> footer = new ArrayList<>(List.of(usage.footer()));
        footer.add("");
        footer.add("Examples:");
        EXAMPLES.getOrDefault(name, List.of()).forEach(example -> footer.add("  ./driftway " + example));
        usage.footer(footer.toArray(String[]::new));
        usage.exitCodeListHeading("%nExit codes:%n");
        usage.exitCodeList(exitCodes(name));
        command.getSubcommands().values().forEach(HelpText::addTo);
    }

    private static Map<String, String> exitCodes(String name) {
        Map<String, String> codes = new TreeMap<>(Map.of(
                "0", "done",
                "1", name.equals("driftway doctor") ? "a fault was found" : "failed",
                "2", "bad input or bad usage; one line says what and what to do"));
        if (name.equals("driftway") || name.equals("driftway compare")) {
            codes.put("3", "drift was found, or could not be ruled out, with --fail-on-drift");
        }
        return codes;
    }
}
