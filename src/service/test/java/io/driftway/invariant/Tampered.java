package io.driftway.invariant;

import io.driftway.core.ledger.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store in which some objects are not what they were. Null stands for one that is gone. */
final class Tampered implements ObjectStore {

    private final ObjectStore store;
    private final Map<String, byte[]> changed = new HashMap<>();

    Tampered(ObjectStore store) {
        this.store = store;
    }

    Tampered with(String key, byte[] content) {
        changed.put(key, content);
        return this;
    }

    @Override
    public Optional<Stored> get(String key) {
        if (!changed.containsKey(key)) {
            return store.get(key);
        }
        byte[] content = changed.get(key);
        return content == null ? Optional.empty() : Optional.of(new Stored(version(key, content), content));
    }

    private static Version version(String key, byte[] content) {
        return new Version(key, "tampered", content.length, Instant.EPOCH);
    }

    @Override
    public List<Version> list(String prefix) {
        List<Version> listed = new ArrayList<>(store.list(prefix));
        listed.removeIf(version -> changed.containsKey(version.key()));
        changed.forEach((key, content) -> {
            if (content != null && key.startsWith(prefix)) {
                listed.add(version(key, content));
            }
        });
        listed.sort(Comparator.comparing(Version::key));
        return listed;
    }

    @Override
    public Optional<InputStream> open(String key, String etag) {
        return get(key).filter(stored -> stored.version().etag().equals(etag))
                .map(stored -> new ByteArrayInputStream(stored.content()));
    }

    @Override
    public Optional<String> putIfAbsent(String key, byte[] content) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> putIfMatch(String key, byte[] content, String etag) {
        throw new UnsupportedOperationException();
    }
}
