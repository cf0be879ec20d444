package io.driftway.routes;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Doors that a route could open: an address, a code or a header that comes from data. A message (the name of a blob, what a server
 * answered) may be what a stage works on; it never says where a message goes or what runs.
 */
final class RouteLint {

    /** Steps whose address or code can come from data, that keep a message where another may change it, or that read a format, which is core's. */
    private static final Set<String> BANNED_STEPS = Set.of(
            "toD",
            "recipientList",
            "pollEnrich",
            "enrich",
            "poll",
            "dynamicRouter",
            "routingSlip",
            "serviceCall",
            "unmarshal",
            "saga",
            "idempotentConsumer",
            "groovy",
            "joor",
            "java",
            "mvel",
            "ognl",
            "spel",
            "jexl",
            "language",
            "script",
            "xtokenize",
            "datasonnet",
            "python",
            "wasm",
            "setHeaders",
            "setVariables");

    /** What writes a file where a name says, or hands on more than was asked for. */
    private static final Set<String> BANNED_PARAMETERS = Set.of("fileDir", "rawBody", "bindingMode");

    /** Everything else runs, loads or fetches what it is told to, or is not on the class path. */
    private static final Set<String> COMPONENTS = Set.of(
            "bean",
            "direct",
            "quartz",
            "azure-storage-blob",
            "kubernetes-job",
            "kubernetes-pods",
            "kubernetes-custom-resources",
            "kamelet");

    /** Of the operations of these components, the ones that read a list or a blob, create or look at a Job, look at its pods, and create an application of Spark. */
    private static final Set<String> OPERATIONS =
            Set.of("listBlobs", "getBlob", "createJob", "getJob", "listPodsByLabels", "createCustomResource");

    /** The address that only a setting says. */
    private static final String CONFIGURED = "{{driftway.notify.uri}}";

    private static final Set<String> TAKES_AN_ADDRESS = Set.of("from", "to", "uri", "wireTap", "toD", "enrich");

    /** The body, a property of it or of the exchange, or what kind of answer the body is. No class has its name in a route. */
    private static final Pattern SIMPLE =
            Pattern.compile("\\$\\{(body(\\.\\w+)?|exchangeProperty\\.\\w+)}|\\$\\{body\\.kind} == '[a-z-]+'");

    private static final String ANY_FAILURE = "java.lang.Exception";

    private static final Pattern BEAN_CALL = Pattern.compile(
            "\\w+(\\(\\$\\{(body|exchangeProperty\\.\\w+)}(, \\$\\{(body|exchangeProperty\\.\\w+)})*\\))?");

    private final Set<String> faults = new LinkedHashSet<>();

    private RouteLint() {}

    /**
     * What is wrong with a file of routes, or a Kamelet.
     *
     * @return one line for each fault; empty if there is none
     */
    static List<String> faults(Object yaml) {
        RouteLint lint = new RouteLint();
        lint.look("", yaml);
        return new ArrayList<>(lint.faults);
    }

    private void look(String key, Object yaml) {
        switch (yaml) {
            case Map<?, ?> map -> {
                map.forEach((name, value) -> entry(String.valueOf(name), value));
                if (map.get("from") instanceof Map<?, ?> from) {
                    entrance(from);
                }
            }
            case List<?> list -> {
                list.forEach(item -> look(key, item));
                steps(list);
            }
            case null, default -> {}
        }
    }

    private void entry(String key, Object value) {
        if (BANNED_STEPS.contains(key)) {
            faults.add(key + " is not for routes of ours");
        }
        if (BANNED_PARAMETERS.contains(key)) {
            faults.add("parameter " + key + " is not for routes of ours");
        }
        if (TAKES_AN_ADDRESS.contains(key) && value instanceof String address) {
            address(address);
        }
        if (key.equals("operation") && !OPERATIONS.contains(String.valueOf(value))) {
            faults.add("operation " + value + " is not one that the service needs");
        }
        if (key.equals("simple")) {
            simple(value instanceof Map<?, ?> map ? map.get("expression") : value);
        }
        if (key.equals("exception") && !List.of(ANY_FAILURE).equals(value)) {
            faults.add("exception " + value + " is the name of a class; a bean judges what " + ANY_FAILURE + " is");
        }
        if (key.equals("parameters") && value instanceof Map<?, ?> parameters) {
            parameters.forEach(this::parameter);
        }
        if (key.equals("setHeader") && value instanceof Map<?, ?> header && !header.containsKey("constant")) {
            faults.add("header " + header.get("name") + " is not a constant");
        }
        look(key, value);
    }

    private void address(String address) {
        if (address.equals(CONFIGURED)) {
            return;
        }
        String component = address.split(":", 2)[0];
        if (!COMPONENTS.contains(component)) {
            faults.add("component " + component + " is not one that routes may call");
        }
        if (address.contains("${") || address.contains("?") || address.contains("#")) {
            faults.add("address " + address + " must be fixed, with its parameters below it");
        }
    }

    private void parameter(Object name, Object value) {
        String text = String.valueOf(value);
        if (text.contains("${")
                && !(name.equals("method") && BEAN_CALL.matcher(text).matches())) {
            faults.add("parameter " + name + " is made from data: " + text);
        }
    }

    private void simple(Object expression) {
        if (!SIMPLE.matcher(String.valueOf(expression)).matches()) {
            faults.add("simple " + expression + " does more than look at a property");
        }
    }

    /** A trigger of Camel's brings headers of its own, and a Kamelet those of whoever wrote it. */
    private void entrance(Map<?, ?> from) {
        if (String.valueOf(from.get("uri")).startsWith("quartz:")
                && !(from.get("steps") instanceof List<?> steps
                        && !steps.isEmpty()
                        && dropsHeaders(steps.getFirst()))) {
            faults.add(from.get("uri") + " does not drop the headers of what it lets in");
        }
    }

    /** What a server answered stands in headers, and the next component would obey them. */
    private void steps(List<?> steps) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Map<?, ?> step
                    && step.get("to") instanceof Map<?, ?> to
                    && String.valueOf(to.get("uri")).matches("(azure-|kubernetes-).*")
                    && !(i + 1 < steps.size() && dropsHeaders(steps.get(i + 1)))) {
                faults.add(to.get("uri") + " is not followed by removeHeaders");
            }
        }
    }

    private static boolean dropsHeaders(Object step) {
        return step instanceof Map<?, ?> map
                && map.get("removeHeaders") instanceof Map<?, ?> removed
                && "*".equals(removed.get("pattern"));
    }
}
