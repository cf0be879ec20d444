package io.driftway.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What must stand in no file and no manifest. */
final class Secrets {

    private static final Map<String, Pattern> SHAPES = Map.of(
            "an account key",
                    Pattern.compile("(?i)(AccountKey|SharedAccessKey|SharedAccessSignature)=[A-Za-z0-9+/%]{8,}"),
            "a signed address", Pattern.compile("[?&;]?sig=[A-Za-z0-9+/%]{20,}"),
            "a private key or certificate", Pattern.compile("-{5}BEGIN [A-Z ]+-{5}"),
            "a password in an address", Pattern.compile("://[^\\s/:@{}$<>%]+:[^\\s/@{}$<>%]+@"),
            "a long token in base64",
                    Pattern.compile(
                            "(?<![\\w+/=-])(?!sha\\d+-)(?=[\\w+/-]*[a-z])(?=[\\w+/-]*[A-Z])(?=(?:[A-Za-z+/_-]*\\d+[A-Za-z+/_-]+){2}\\d)"
                                    + "[A-Za-z0-9+/_-]{40,}={0,2}"),
            "a long token in hexadecimal",
                    Pattern.compile("(?<![\\w-]|sha256:)(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{32,}(?![\\w-])"));

    private static final Pattern NAMED = Pattern.compile("(?i).*(PASSWORD|SECRET|TOKEN|ACCOUNT_?KEY|API_?KEY|SAS)");

    private Secrets() {}

    /** What a text holds that looks like a secret, without the secret. */
    static List<String> in(String where, String text) {
        return SHAPES.entrySet().stream()
                .flatMap(shape -> text.lines()
                        .filter(line -> shape.getValue().matcher(line).find())
                        .map(line -> where + " holds what looks like " + shape.getKey()))
                .distinct()
                .sorted()
                .toList();
    }

    static List<String> in(Documents documents) {
        return documents.all().stream()
                .flatMap(document -> texts(document.json()).flatMap(text -> in(document.toString(), text).stream()))
                .distinct()
                .toList();
    }

    /** A Secret in the tree is none. */
    static List<String> thatAreDocuments(Documents documents) {
        return documents.of("Secret").map(secret -> secret + " is in the tree").toList();
    }

    static List<String> inVariables(Documents documents) {
        return documents
                .pods()
                .flatMap(pod -> Configuration.of(documents, pod).variables().entrySet().stream()
                        .filter(variable -> NAMED.matcher(variable.getKey()).matches())
                        .filter(variable -> !variable.getValue().isEmpty())
                        .map(variable -> pod + " has a value for " + variable.getKey()))
                .toList();
    }

    /** A connection string holds the key of an account; the emulator's, which is no secret, is meant by a word of its own. */
    static List<String> inConnectionStrings(Documents documents) {
        return documents
                .pods()
                .flatMap(pod -> Configuration.of(documents, pod).variables().entrySet().stream()
                        .filter(variable -> variable.getKey().endsWith("CONNECTION_STRING"))
                        .filter(variable -> !documents.origin().endsWith("local")
                                || !variable.getValue().startsWith("UseDevelopmentStorage=true"))
                        .map(variable -> pod + " has a connection string"))
                .toList();
    }

    private static Stream<String> texts(JsonNode node) {
        return node.isTextual() ? Stream.of(node.asText()) : Document.each(node).flatMap(Secrets::texts);
    }
}
