package io.driftway.support;

import io.driftway.core.ledger.ObjectStore;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** A store to break one call of. */
public abstract class Rewiring implements ObjectStore {

    protected final ObjectStore store;

    protected Rewiring(ObjectStore store) {
        this.store = store;
    }

    /** Writes whatever is there. */
    protected final Optional<String> overwrite(String key, byte[] content) {
        Optional<String> created = store.putIfAbsent(key, content);
        return created.isPresent()
                ? created
                : store.putIfMatch(
                        key, content, store.get(key).orElseThrow().version().etag());
    }

    @Override
    public Optional<Stored> get(String key) {
        return store.get(key);
    }

    @Override
    public Optional<InputStream> open(String key, String etag) {
        return store.open(key, etag);
    }

    @Override
    public Optional<String> putIfAbsent(String key, byte[] content) {
        return store.putIfAbsent(key, content);
    }

    @Override
    public Optional<String> putIfMatch(String key, byte[] content, String etag) {
        return store.putIfMatch(key, content, etag);
    }

    @Override
    public List<Version> list(String prefix) {
        return store.list(prefix);
    }
}
