package io.driftway.store;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Version;
import io.driftway.core.ledger.Superseded;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Lists and opens the inbox in a folder, as the counterpart of the blob component's {@code listBlobs} and {@code getBlob}. */
public final class FolderInbox implements Inbox {

    private static final String ACCOUNT = "folder";

    private final ObjectStore store;
    private final String container;
    private final String prefix;

    public FolderInbox(ObjectStore store, String container, String prefix) {
        this.store = store;
        this.container = container;
        this.prefix = prefix;
    }

    /** The versions in the inbox. Copies of the routes of earlier releases call it. */
    public List<BlobVersion> versions() {
        return versionsUnder(prefix);
    }

    /** The versions in another folder of the store. */
    public List<BlobVersion> versionsUnder(String folder) {
        return versionsUnder(folder, store);
    }

    /** The versions in these folders. */
    public List<BlobVersion> in(List<String> folders) {
        return folders.stream()
                .flatMap(folder -> versionsUnder(folder).stream())
                .distinct()
                .toList();
    }

    @Override
    public BlobVersion version(Version stored) {
        return new BlobVersion(ACCOUNT, container, stored.key(), stored.etag(), stored.size(), stored.lastModified());
    }

    public InputStream open(BlobVersion blob) {
        return store.open(blob.name(), blob.etag()).orElseThrow(() -> new VersionGone(blob.name()));
    }

    @Override
    public boolean versionGone(Throwable failure) {
        return Failures.anyOf(failure, VersionGone.class, Superseded.class);
    }

    @Override
    public boolean isInfrastructure(Throwable failure) {
        return Failures.anyOf(failure, IOException.class, UncheckedIOException.class);
    }
}
