package io.driftway.store;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Version;
import io.driftway.core.ledger.StoreFailures;
import java.util.List;

/** Where batches arrive. */
public interface Inbox extends StoreFailures {

    /** Returns the blob version that stands for a version in the store. */
    BlobVersion version(Version stored);

    /** Returns the versions in a folder of the store. */
    default List<BlobVersion> versionsUnder(String folder, ObjectStore store) {
        return store.list(folder).stream().map(this::version).toList();
    }
}
