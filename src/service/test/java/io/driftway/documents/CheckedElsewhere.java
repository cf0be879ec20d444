package io.driftway.documents;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What the walk-through cannot type: it needs Azure, a cluster, an engine for images, or an hour. Each is run or followed by the test that is named
 * here, and as much of it as can be looked at is looked at: classes, profiles, folders, targets and names that it mentions are there.
 */
final class CheckedElsewhere {

    private static final Pattern TESTS = Pattern.compile("-D(?:it\\.)?test='?([\\w,]+)");
    private static final Pattern MAIN = Pattern.compile("-Dbench\\.main=(\\S+)");
    private static final Pattern BENCHMARK = Pattern.compile("-Dbench='?(\\w+Bench)(?:\\.(\\w+))?");
    private static final Pattern FOLDER = Pattern.compile("apply -k (\\S+)");
    private static final Pattern TARGET = Pattern.compile("^docker .*--target (\\w+)");

    /** Beginnings of commands, the more special first, and the test that runs or follows them. */
    private static final Map<String, String> BY = new LinkedHashMap<>();

    static {
        BY.put("driftway demo", "io.driftway.DemoIT");
        BY.put("driftway window", "io.driftway.crash.WindowIT");
        BY.put(
                "DRIFTWAY_STORE_ACCOUNT=$ACCOUNT DRIFTWAY_STORE_CONTAINER=driftway ./driftway publish",
                "io.driftway.ServiceIT");
        BY.put("docker build --target monitor", "io.driftway.image.ImageIT");
        BY.put("docker build --target trainer", "io.driftway.image.ImageIT");
        BY.put("docker build --target $WHO", "io.driftway.k8s.OnAksTest");
        BY.put("kubectl apply -k camel-k", "io.driftway.k8s.CamelKTest");
        BY.put("kubectl -n driftway get integration", "io.driftway.k8s.CamelKTest");
        BY.put("kubectl -n driftway delete deployment", "io.driftway.k8s.CamelKTest");
        BY.put("kubectl apply -k k8s/overlays", "io.driftway.k8s.ManifestSchemaTest");
        BY.put("kubectl", "io.driftway.documents.KubectlNamesTest");
        BY.put("export GROUP=", "io.driftway.k8s.OnAksTest");
        BY.put("az", "io.driftway.k8s.OnAksTest");
        BY.put("until az", "io.driftway.k8s.OnAksTest");
        BY.put("SCOPE=$(az", "io.driftway.k8s.OnAksTest");
        BY.put("ISSUER=$(az", "io.driftway.k8s.OnAksTest");
        BY.put("for WHO in", "io.driftway.k8s.OnAksTest");
        BY.put("for QUEUE in", "io.driftway.k8s.OnAksTest");
        BY.put("for ROLE in", "io.driftway.k8s.OnAksTest");
        BY.put("sed -i", "io.driftway.k8s.OnAksTest");
        BY.put("cp target/screenshots/", "io.driftway.page.PagesIT");
        BY.put("htpasswd -nB", "io.driftway.app.KnownPasswordTest");
        BY.put("driftway import --xgboost", "io.driftway.cli.XgboostImportTest");
        BY.put("pip install onnxruntime", "io.driftway.onnx.OnnxAgreementTest");
        BY.put("pip install evidently", "io.driftway.cli.EvidentlyGoldenTest");
    }

    private CheckedElsewhere() {}

    /** The class that has it; empty where nothing does. */
    static Optional<String> by(String command) {
        return BY.entrySet().stream()
                .filter(entry -> command.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** A build of the project is not run from within a build, but what it names is looked up. */
    static boolean isBuild(String command) {
        return command.startsWith("mvn ")
                || List.of("check", "check core", "driftway").contains(command);
    }

    /** What a command mentions that is not there. */
    static List<String> missing(String command) {
        return java.util.stream.Stream.of(
                        mentioned(TESTS, command, name -> isAnyClass(name)),
                        mentioned(MAIN, command, name -> hasSource(name.replace('.', '/'))),
                        mentioned(BENCHMARK, command, CheckedElsewhere::isBenchmark),
                        mentioned(FOLDER, command, folder -> Files.exists(Path.of(folder, "kustomization.yaml"))),
                        mentioned(TARGET, command, target -> target.startsWith("$") || hasStage(target)))
                .flatMap(List::stream)
                .toList();
    }

    private static List<String> mentioned(Pattern pattern, String command, Predicate<String> isThere) {
        return pattern.matcher(command)
                .results()
                .flatMap(found -> java.util.Arrays.stream(found.group(1).split(",")))
                .filter(name -> !isThere.test(name))
                .toList();
    }

    private static boolean isAnyClass(String name) {
        return name.equals("none") || !Sources.named(name).isEmpty();
    }

    private static boolean hasSource(String path) {
        return Sources.all().stream().anyMatch(file -> file.endsWith(Path.of(path + ".java")));
    }

    private static boolean isBenchmark(String name) {
        return Sources.named(name).stream().anyMatch(file -> Sources.read(file).contains("@Benchmark"));
    }

    private static boolean hasStage(String target) {
        return Sources.read(Path.of("Dockerfile")).matches("(?s).*\\bAS " + target + "\\b.*");
    }
}
