package io.driftway.invariant;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.format.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Records of the store as trees of JSON: what is on the disk, not what the program makes of it. */
final class Records {

    private final ObjectStore store;

    Records(ObjectStore store) {
        this.store = store;
    }

    /** By the id in their key. */
    Map<String, JsonNode> under(String prefix) {
        Map<String, JsonNode> records = new TreeMap<>();
        keys(prefix).forEach(key -> {
            String id = Keys.id(prefix, key);
            if (!id.isEmpty()) {
                at(key).ifPresent(record -> records.put(id, record));
            }
        });
        return records;
    }

    List<String> keys(String prefix) {
        return store.list(prefix).stream().map(ObjectStore.Version::key).toList();
    }

    Optional<byte[]> bytes(String key) {
        return store.get(key).map(ObjectStore.Stored::content);
    }

    Optional<JsonNode> at(String key) {
        return bytes(key).map(content -> read(key, content));
    }

    private static JsonNode read(String key, byte[] content) {
        try {
            return Json.MAPPER.readTree(content);
        } catch (IOException torn) {
            return Json.MAPPER.createObjectNode().put("torn", key);
        }
    }

    /** The records of a key that has one on each line. */
    List<JsonNode> lines(String key) {
        return bytes(key).stream()
                .flatMap(content -> new String(content, UTF_8).lines())
                .map(line -> read(key, line.getBytes(UTF_8)))
                .toList();
    }

    Map<String, JsonNode> verdicts() {
        return under(Keys.VERDICTS);
    }

    Map<String, JsonNode> promotions() {
        return under(Keys.PROMOTIONS);
    }

    Map<String, JsonNode> episodes() {
        return under(Keys.EPISODES);
    }
}
