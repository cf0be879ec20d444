package io.driftway.store;

import com.azure.core.exception.AzureException;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import io.driftway.core.Causes;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.ObjectStore.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.component.azure.storage.blob.BlobConstants;

/** Lists and opens the inbox in a blob container, with the blob component's {@code listBlobs} and {@code getBlob}. */
public final class AzureInbox implements Inbox {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int PRECONDITION_FAILED = 412;

    private final String account;
    private final String container;

    public AzureInbox(String account, String container) {
        this.account = account;
        this.container = container;
    }

    public List<BlobVersion> versions(List<BlobItem> listed) {
        return listed.stream()
                .filter(item -> !Boolean.TRUE.equals(item.isPrefix()))
                .map(item -> new BlobVersion(
                        account,
                        container,
                        item.getName(),
                        item.getProperties().getETag().replace("\"", ""),
                        item.getProperties().getContentLength(),
                        item.getProperties().getLastModified().toInstant(),
                        AzureBlobStore.md5(item.getProperties())))
                .toList();
    }

    /** Names the folder that the next {@code listBlobs} lists. */
    public void under(String folder, Exchange exchange) {
        exchange.getMessage().setHeader(BlobConstants.PREFIX, folder);
        exchange.getMessage().setBody(null);
    }

    /** Joins the listings of several folders. */
    public List<BlobVersion> together(List<List<BlobVersion>> listed) {
        return listed.stream().flatMap(List::stream).distinct().toList();
    }

    @Override
    public BlobVersion version(Version stored) {
        return AzureAccount.version(account, container, stored);
    }

    /** Names the one version that the next {@code getBlob} may answer with. */
    public void pin(BlobVersion blob, Exchange exchange) {
        exchange.getMessage().setHeader(BlobConstants.BLOB_NAME, blob.name());
        exchange.getMessage()
                .setHeader(BlobConstants.BLOB_REQUEST_CONDITION, new BlobRequestConditions().setIfMatch(quoted(blob)));
        exchange.getMessage().setBody(null);
    }

    private static String quoted(BlobVersion blob) {
        return '"' + blob.etag() + '"';
    }

    @Override
    public boolean versionGone(Throwable failure) {
        return answered(failure, NOT_FOUND, PRECONDITION_FAILED);
    }

    @Override
    public String remedy(Throwable failure) {
        Optional<QueueFailure> queue = QueueFailure.behind(failure);
        if (queue.isPresent()) {
            return queue.get().remedy();
        }
        if (!isInfrastructure(failure)) {
            return "";
        }
        return refused(failure)
                ? "give this identity the role Storage Blob Data Contributor on " + account
                        + ", and its network access at the account"
                : "see whether " + account + " can be reached from here; nothing is lost, and each poll asks again";
    }

    private static boolean refused(Throwable failure) {
        return answered(failure, UNAUTHORIZED, FORBIDDEN);
    }

    private static boolean answered(Throwable failure, int one, int other) {
        return Causes.of(failure).stream()
                .anyMatch(cause -> cause instanceof BlobStorageException blob
                        && (blob.getStatusCode() == one || blob.getStatusCode() == other));
    }

    @Override
    public boolean isInfrastructure(Throwable failure) {
        return Failures.anyOf(
                failure, IOException.class, UncheckedIOException.class, AzureException.class, TimeoutException.class);
    }
}
