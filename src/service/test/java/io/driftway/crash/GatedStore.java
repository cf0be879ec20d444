package io.driftway.crash;

import io.driftway.core.ledger.ObjectStore;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** A store behind a gate. Its calls are named by what they do and to which kind of object, such as {@code put verdicts/}. */
record GatedStore(ObjectStore store, Gate gate) implements ObjectStore {

    private static String kind(String key) {
        if (key.startsWith("ledger/")) {
            return key.contains("/released-") ? "released" : "attempt";
        }
        if (key.startsWith("models/")) {
            return key.endsWith("/manifest.json") ? "manifest" : "models/";
        }
        return key.contains("/") ? key.substring(0, key.indexOf('/') + 1) : key;
    }

    @Override
    public Optional<Stored> get(String key) {
        return gate.pass("get " + kind(key), () -> store.get(key));
    }

    @Override
    public Optional<InputStream> open(String key, String etag) {
        return gate.pass("open " + kind(key), () -> store.open(key, etag));
    }

    @Override
    public Optional<String> putIfAbsent(String key, byte[] content) {
        return gate.pass("put " + kind(key), () -> store.putIfAbsent(key, content));
    }

    @Override
    public Optional<String> putIfMatch(String key, byte[] content, String etag) {
        return gate.pass("replace " + kind(key), () -> store.putIfMatch(key, content, etag));
    }

    @Override
    public List<Version> list(String prefix) {
        return gate.pass("list " + kind(prefix), () -> store.list(prefix));
    }
}
