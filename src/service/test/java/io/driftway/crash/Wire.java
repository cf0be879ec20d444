package io.driftway.crash;

import io.driftway.core.ledger.ObjectStore;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A store seen through a wire that can be cut: before a call reaches it, or after it was done and before its answer is back. */
class Wire implements ObjectStore {

    /** What happens at each end of a call. */
    interface Cut {
        Cut NONE = (call, done) -> {};

        /**
         * May throw.
         *
         * @param call such as {@code put ended/…}
         * @param done whether the store has done it
         */
        void at(String call, boolean done);
    }

    private final ObjectStore store;
    private final Cut cut;

    Wire(ObjectStore store, Cut cut) {
        this.store = store;
        this.cut = cut;
    }

    private <T> T through(String call, Supplier<T> work) {
        cut.at(call, false);
        T answer = work.get();
        cut.at(call, true);
        return answer;
    }

    @Override
    public Optional<Stored> get(String key) {
        return through("get " + key, () -> store.get(key));
    }

    @Override
    public Optional<InputStream> open(String key, String etag) {
        return through("open " + key, () -> store.open(key, etag));
    }

    @Override
    public Optional<String> putIfAbsent(String key, byte[] content) {
        return through("put " + key, () -> store.putIfAbsent(key, content));
    }

    @Override
    public Optional<String> putIfMatch(String key, byte[] content, String etag) {
        return through("replace " + key, () -> store.putIfMatch(key, content, etag));
    }

    @Override
    public List<Version> list(String prefix) {
        return through("list " + prefix, () -> store.list(prefix));
    }
}
