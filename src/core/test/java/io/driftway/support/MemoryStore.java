package io.driftway.support;

import io.driftway.core.ledger.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The port in memory, for tests of what is above it. */
public final class MemoryStore implements ObjectStore {

    private final TreeMap<String, Stored> objects = new TreeMap<>();
    private final List<String> log = new ArrayList<>();
    private final Clock clock;
    private int writes;
    private String failing = "";

    public MemoryStore(Clock clock) {
        this.clock = clock;
    }

    /** What was asked of the store, in order, such as {@code put ledger/…}. */
    public List<String> log() {
        return log;
    }

    /** From now on a get of this key fails; of none, with an empty text. */
    public void failAt(String key) {
        failing = key;
    }

    @Override
    public synchronized Optional<Stored> get(String key) {
        log.add("get " + key);
        if (key.equals(failing)) {
            throw new UncheckedIOException(new IOException("the store is not there"));
        }
        return Optional.ofNullable(objects.get(key));
    }

    @Override
    public synchronized Optional<InputStream> open(String key, String etag) {
        log.add("open " + key);
        return Optional.ofNullable(objects.get(key))
                .filter(stored -> stored.version().etag().equals(etag))
                .map(stored -> new ByteArrayInputStream(stored.content()));
    }

    @Override
    public synchronized Optional<String> putIfAbsent(String key, byte[] content) {
        log.add("put " + key);
        return objects.containsKey(key) ? Optional.empty() : Optional.of(write(key, content));
    }

    @Override
    public synchronized Optional<String> putIfMatch(String key, byte[] content, String etag) {
        log.add("replace " + key);
        Stored stored = objects.get(key);
        return stored != null && stored.version().etag().equals(etag)
                ? Optional.of(write(key, content))
                : Optional.empty();
    }

    /** As nobody but a person does. */
    public synchronized void remove(String key) {
        objects.remove(key);
    }

    private String write(String key, byte[] content) {
        String etag = "etag-" + ++writes;
        objects.put(key, new Stored(new Version(key, etag, content.length, clock.instant()), content.clone()));
        return etag;
    }

    @Override
    public synchronized List<Version> list(String prefix) {
        log.add("list " + prefix);
        return objects.values().stream()
                .map(Stored::version)
                .filter(version -> version.key().startsWith(prefix))
                .toList();
    }
}
