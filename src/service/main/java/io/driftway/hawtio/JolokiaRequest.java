package io.driftway.hawtio;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jolokia.json.JSONArray;
import org.jolokia.json.JSONObject;
import org.jolokia.json.JSONStructure;
import org.jolokia.json.parser.JSONParser;
import org.jolokia.json.parser.ParseException;

/**
 * The form of what may be asked: one request or a list of them, of the commands that Hawtio uses and with nothing beside them. In particular no
 * {@code target}, by which Jolokia would call another server, no subscription, and no parameter that changes how an answer is sent.
 */
final class JolokiaRequest {

    private static final int MOST_AT_ONCE = 1_000;
    /** Writing is let through to be refused by name: Hawtio says so to its user. */
    private static final Set<String> COMMANDS = Set.of("read", "list", "search", "version", "exec", "write");

    private static final Set<String> PARTS =
            Set.of("type", "mbean", "attribute", "path", "operation", "arguments", "value", "config");
    private static final Map<String, Pattern> PARAMETERS = Map.of(
            "maxDepth", Pattern.compile("\\d{1,6}"),
            "maxCollectionSize", Pattern.compile("\\d{1,6}"),
            "maxObjects", Pattern.compile("\\d{1,6}"),
            "ignoreErrors", Pattern.compile("true|false"),
            "canonicalNaming", Pattern.compile("true|false"),
            "listCache", Pattern.compile("true|false"),
            "mimeType", Pattern.compile("application/json"));

    private JolokiaRequest() {}

    static boolean areHarmless(Map<String, String[]> parameters) {
        return parameters.entrySet().stream()
                .allMatch(parameter -> parameter.getValue().length == 1
                        && PARAMETERS.containsKey(parameter.getKey())
                        && PARAMETERS
                                .get(parameter.getKey())
                                .matcher(parameter.getValue()[0])
                                .matches());
    }

    /**
     * The requests of one POST.
     *
     * @param each written anew, so that Jolokia reads it as it was read here
     * @param bulk whether they came as a list, and are to be answered by one
     */
    record Requests(List<byte[]> each, boolean bulk) {}

    /** Reads the body of a POST; empty when something in it may not be asked. */
    static Optional<Requests> accepted(byte[] body) throws IOException {
        try {
            Object asked = new JSONParser().parse(new String(body, UTF_8));
            List<?> requests =
                    switch (asked) {
                        case JSONObject one -> List.of(one);
                        case JSONArray many -> many;
                        case null, default -> List.of();
                    };
            boolean accepted = !requests.isEmpty()
                    && requests.size() <= MOST_AT_ONCE
                    && requests.stream().allMatch(JolokiaRequest::isRequest);
            return accepted
                    ? Optional.of(new Requests(
                            requests.stream().map(JolokiaRequest::text).toList(), asked instanceof JSONArray))
                    : Optional.empty();
        } catch (ParseException | IllegalStateException malformed) {
            return Optional.empty();
        }
    }

    private static byte[] text(Object request) {
        return ((JSONStructure) request).toJSONString().getBytes(UTF_8);
    }

    private static boolean isRequest(Object asked) {
        return asked instanceof Map<?, ?> request
                && request.get("type") instanceof String type
                && COMMANDS.contains(type)
                && request.entrySet().stream().allMatch(JolokiaRequest::isPart);
    }

    private static boolean isPart(Map.Entry<?, ?> part) {
        return part.getKey() instanceof String name
                && PARTS.contains(name)
                && switch (part.getValue()) {
                    case Map<?, ?> options -> options.values().stream().allMatch(JolokiaRequest::isSimple);
                    case List<?> list -> list.stream().allMatch(JolokiaRequest::isSimple);
                    case null, default -> isSimple(part.getValue());
                };
    }

    private static boolean isSimple(Object value) {
        return !(value instanceof Map || value instanceof List);
    }
}
