package io.driftway.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.driftway.core.ledger.BlobEvent;
import io.driftway.core.ledger.Hint;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what Event Grid writes into a queue: one event or an array of them, in its own schema or as CloudEvents 1.0, as JSON or as Base64 of it. Container and name are those
 * of the subject, which is not URL-encoded.
 */
final class BlobEventReader {

    private static final int MAX_DEPTH = 32;

    /** Event Grid writes one event a message. More would make the work of one message long. */
    private static final int MOST_EVENTS = 64;

    private static final String CREATED = "Microsoft.Storage.BlobCreated";
    private static final Pattern SUBJECT =
            Pattern.compile("/blobServices/default/containers/([^/]+)/blobs/(.+)", Pattern.DOTALL);
    private static final Pattern ACCOUNT =
            Pattern.compile("/providers/Microsoft\\.Storage/storageAccounts/([^/]+)$", Pattern.CASE_INSENSITIVE);
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build());
    }

    private BlobEventReader() {}

    /** Returns what the text of a message says. It refuses nothing by an exception. */
    static Hint.Content read(String text) {
        try {
            return new Hint.Events(events(JSON.readTree(json(text))));
        } catch (Refused refused) {
            return new Hint.Unreadable(String.valueOf(refused.getMessage()));
        } catch (JsonProcessingException malformed) {
            return new Hint.Unreadable("it is malformed JSON");
        }
    }

    private static String json(String text) {
        String plain = bare(text);
        return isJson(plain) ? plain : decoded(plain);
    }

    private static String decoded(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(WHITE_SPACE.matcher(text).replaceAll(""));
            String plain =
                    bare(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
            if (isJson(plain)) {
                return plain;
            }
        } catch (IllegalArgumentException | CharacterCodingException neither) {
            // Told below.
        }
        throw new Refused("it is neither JSON nor Base64 of JSON");
    }

    private static String bare(String text) {
        String stripped = text.strip();
        return stripped.startsWith(BYTE_ORDER_MARK) ? stripped.substring(1).strip() : stripped;
    }

    private static boolean isJson(String text) {
        return text.startsWith("{") || text.startsWith("[");
    }

    private static List<BlobEvent> events(JsonNode json) {
        if (json.isObject()) {
            return List.of(event(json));
        }
        if (json.isEmpty()) {
            throw new Refused("it is an array without an event");
        }
        if (json.size() > MOST_EVENTS) {
            throw new Refused("it has more than " + MOST_EVENTS + " events");
        }
        List<BlobEvent> events = new ArrayList<>();
        json.forEach(event -> events.add(event(event)));
        return events;
    }

    private static BlobEvent event(JsonNode event) {
        boolean cloud = event.has("specversion");
        String type = text(event, cloud ? "type" : "eventType");
        if (!type.equals(CREATED)) {
            return new BlobEvent(false, "", "", "");
        }
        Matcher subject = SUBJECT.matcher(text(event, "subject"));
        if (!subject.matches()) {
            throw new Refused("its subject is not that of a blob");
        }
        Matcher account = ACCOUNT.matcher(event.path(cloud ? "source" : "topic").asText(""));
        return new BlobEvent(true, account.find() ? account.group(1) : "", subject.group(1), subject.group(2));
    }

    private static String text(JsonNode event, String field) {
        JsonNode value = event.path(field);
        if (!value.isTextual()) {
            throw new Refused("it is no event of Event Grid: it has no " + field);
        }
        return value.textValue();
    }

    /** Why a text is not understood. */
    private static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason);
        }
    }
}
