package io.driftway.store;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobItemProperties;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlobInputStreamOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import io.driftway.core.ledger.ObjectStore;
import java.io.InputStream;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stores objects as block blobs of one container. Etags have no quotation marks, as in a listing of the container.
 *
 * <p>Each write puts a unique mark into the blob's metadata. When the answer to a write is lost, the client sends the write again, and the store
 * refuses it because the first try succeeded. The mark then shows that the stored version comes from this write, even if other writers wrote
 * equal content. The builder of the container client sets the number of tries and their time limit.
 */
public final class AzureBlobStore implements ObjectStore {

    private static final String MARK = "driftway_write";
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;

    private final BlobContainerClient container;

    public AzureBlobStore(BlobContainerClient container) {
        this.container = container;
    }

    /** Creates the container when it is missing. No other call does. */
    public void createContainer() {
        BlobFailure.attempt("create container " + container.getBlobContainerName(), container::createIfNotExists);
    }

    @Override
    public Optional<Stored> get(String key) {
        BlobClient blob = blob(key);
        return attempt("read", key, () -> {
            try {
                var answer = blob.downloadContentWithResponse(null, null, null, Context.NONE);
                var headers = answer.getDeserializedHeaders();
                byte[] content = answer.getValue().toBytes();
                return Optional.of(new Stored(
                        new Version(
                                key,
                                bare(headers.getETag()),
                                content.length,
                                headers.getLastModified().toInstant(),
                                base64(headers.getContentMd5())),
                        content));
            } catch (BlobStorageException e) {
                return emptyIf(isMissing(e), e);
            }
        });
    }

    @Override
    public Optional<InputStream> open(String key, String etag) {
        return open(key, etag, 0);
    }

    @Override
    public Optional<InputStream> open(String key, String etag, long from) {
        BlobClient blob = blob(key);
        return attempt("open", key, () -> {
            try {
                var version = new BlobInputStreamOptions()
                        .setRange(new BlobRange(from))
                        .setRequestConditions(ifMatch(etag));
                return Optional.of(new BlobStream(blob.openInputStream(version), key));
            } catch (BlobStorageException e) {
                return emptyIf(isMissing(e) || e.getStatusCode() == PRECONDITION_FAILED, e);
            }
        });
    }

    @Override
    public Optional<String> putIfAbsent(String key, byte[] content) {
        var absent = new BlobRequestConditions().setIfNoneMatch("*");
        return put("create", key, content, absent, there -> there.isPresent());
    }

    @Override
    public Optional<String> putIfMatch(String key, byte[] content, String etag) {
        return put("replace", key, content, ifMatch(etag), there -> there.filter(
                        version -> bare(version.getETag()).equals(bare(etag)))
                .isEmpty());
    }

    @Override
    public List<Version> list(String prefix) {
        return attempt(
                "list", prefix, () -> container.listBlobs(new ListBlobsOptions().setPrefix(prefix), null).stream()
                        .map(AzureBlobStore::version)
                        .sorted(Comparator.comparing(Version::key))
                        .toList());
    }

    @Override
    public void each(String prefix, Consumer<Version> visitor) {
        ListBlobsOptions wanted = new ListBlobsOptions().setPrefix(prefix);
        attempt("list", prefix, () -> {
            for (BlobItem item : container.listBlobs(wanted, null)) {
                visitor.accept(version(item));
            }
            return true;
        });
    }

    @Override
    public Optional<Version> find(String key) {
        BlobClient blob = blob(key);
        return attempt("look at", key, () -> properties(blob)
                .map(there -> new Version(
                        key,
                        bare(there.getETag()),
                        there.getBlobSize(),
                        there.getLastModified().toInstant(),
                        base64(there.getContentMd5()))));
    }

    /**
     * Writes under a condition. A refusal is judged by what is there, not by its code alone: this very write, or one that makes the
     * condition false. Neither means that the store refused for a reason of its own, such as a lease.
     */
    private Optional<String> put(
            String verb,
            String key,
            byte[] content,
            BlobRequestConditions condition,
            Predicate<Optional<BlobProperties>> lost) {
        BlobClient blob = blob(key);
        String mark = UUID.randomUUID().toString();
        var write = new BlockBlobSimpleUploadOptions(BinaryData.fromBytes(content))
                .setMetadata(Map.of(MARK, mark))
                .setRequestConditions(condition);
        return attempt(verb, key, () -> {
            try {
                var answer = blob.getBlockBlobClient().uploadWithResponse(write, null, Context.NONE);
                return Optional.of(bare(answer.getValue().getETag()));
            } catch (BlobStorageException e) {
                if (!isRefusal(e)) {
                    throw e;
                }
                Optional<BlobProperties> there = properties(blob);
                Optional<String> mine =
                        there.filter(version -> mark.equals(mark(version))).map(version -> bare(version.getETag()));
                return mine.isPresent() ? mine : emptyIf(lost.test(there), e);
            }
        });
    }

    private static Optional<BlobProperties> properties(BlobClient blob) {
        try {
            return Optional.of(blob.getProperties());
        } catch (BlobStorageException e) {
            return emptyIf(isMissing(e), e);
        }
    }

    private static String mark(BlobProperties version) {
        return version.getMetadata().getOrDefault(MARK, "");
    }

    private static boolean isRefusal(BlobStorageException e) {
        return e.getStatusCode() == CONFLICT || e.getStatusCode() == PRECONDITION_FAILED || isMissing(e);
    }

    /** The blob is not there; a missing container is another matter. */
    private static boolean isMissing(BlobStorageException e) {
        return e.getStatusCode() == NOT_FOUND && BlobErrorCode.BLOB_NOT_FOUND.equals(e.getErrorCode());
    }

    private static <T> Optional<T> emptyIf(boolean expected, BlobStorageException e) {
        if (expected) {
            return Optional.empty();
        }
        throw e;
    }

    private static BlobRequestConditions ifMatch(String etag) {
        return new BlobRequestConditions().setIfMatch('"' + bare(etag) + '"');
    }

    private static String bare(String etag) {
        return etag.replace("\"", "");
    }

    private static Version version(BlobItem item) {
        var properties = item.getProperties();
        return new Version(
                item.getName(),
                bare(properties.getETag()),
                properties.getContentLength(),
                properties.getLastModified().toInstant(),
                md5(properties));
    }

    /** The MD5 that the service computed when the blob was put whole, or that its writer gave; null where there is none. */
    static @Nullable String md5(BlobItemProperties properties) {
        return base64(properties.getContentMd5());
    }

    private static @Nullable String base64(byte @Nullable [] md5) {
        return md5 == null || md5.length == 0 ? null : Base64.getEncoder().encodeToString(md5);
    }

    private BlobClient blob(String key) {
        return container.getBlobClient(Key.check(key));
    }

    private <T> T attempt(String verb, String key, Supplier<T> call) {
        return BlobFailure.attempt(
                verb + " '" + Key.printable(key) + "' in container " + container.getBlobContainerName(), call);
    }
}
