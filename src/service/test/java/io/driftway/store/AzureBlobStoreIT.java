package io.driftway.store;

import static io.driftway.support.Patience.ANSWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.blob.specialized.BlobLeaseClientBuilder;
import com.azure.storage.blob.specialized.BlockBlobClient;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Version;
import io.driftway.support.Azurite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class AzureBlobStoreIT extends ObjectStoreConformance {

    private Azurite azurite;
    private BlobContainerClient container;
    private AzureBlobStore store;

    @BeforeEach
    void createContainer() {
        azurite = Azurite.shared();
        container = azurite.client().getBlobContainerClient("c-" + UUID.randomUUID());
        store = new AzureBlobStore(container);
        store.createContainer();
    }

    @Override
    ObjectStore store() {
        return store;
    }

    @Test
    void creatingTheContainerAgainDoesNothing() {
        create("a", "x");

        store.createContainer();

        assertThat(keys("")).containsExactly("a");
    }

    @Test
    void etagsAreWrittenAsAListingOfTheSdkWritesThem() {
        String etag = create("a", "x");

        assertThat(container.listBlobs().stream().map(BlobItem::getProperties).findFirst())
                .hasValueSatisfying(
                        properties -> assertThat(properties.getETag()).isEqualTo(etag));
        assertThat(store.open("a", '"' + etag + '"')).isPresent();
        assertThat(store.putIfMatch("a", bytes("y"), '"' + etag + '"')).isPresent();
    }

    @Test
    void aListingSaysTheMd5ThatIsKeptBesideABlobAndTheInboxToo() {
        create("put-whole", "x");
        BlockBlobClient blocks = container.getBlobClient("made-of-blocks").getBlockBlobClient();
        String block = Base64.getEncoder().encodeToString(bytes("1"));
        blocks.stageBlock(block, BinaryData.fromString("x"));
        blocks.commitBlockList(List.of(block));

        String md5OfX = "ndTkYSaMgDT1yFZOFVxnpg=="; // printf x | openssl md5 -binary | base64
        assertThat(store.list(""))
                .extracting(Version::key, Version::contentMd5)
                .containsExactly(tuple("made-of-blocks", null), tuple("put-whole", md5OfX));
        assertThat(new AzureInbox("a", "c")
                        .versions(container.listBlobs().stream().toList()))
                .extracting(BlobVersion::name, BlobVersion::contentMd5)
                .containsExactly(tuple("made-of-blocks", null), tuple("put-whole", md5OfX));
    }

    @Test
    void aListingOfManyPagesIsWhole() {
        IntStream.range(0, 7).forEach(i -> create("a/" + i, "x"));
        AtomicInteger pages = new AtomicInteger();
        AzureBlobStore paged = through(pagesOfTwo(pages));

        assertThat(paged.list("a/"))
                .extracting(Version::key)
                .containsExactly("a/0", "a/1", "a/2", "a/3", "a/4", "a/5", "a/6");
        assertThat(pages).hasValue(4);
    }

    @Test
    void aCreationWhoseAnswerIsLostIsStillWon() {
        AnswersLost lost = new AnswersLost(HttpMethod.PUT, 1);
        AzureBlobStore behind = through(lost);

        assertThat(behind.putIfAbsent("verdict", bytes("mine"))).hasValue(etag("verdict"));

        assertThat(lost.remaining).hasValue(0);
        assertThat(text("verdict")).isEqualTo("mine");
    }

    @Test
    void aCreationWhoseAnswerIsLostIsNotWonWhenAnotherOfEqualContentCameFirst() {
        create("verdict", "equal");

        assertThat(through(new AnswersLost(HttpMethod.PUT, 1)).putIfAbsent("verdict", bytes("equal")))
                .isEmpty();
    }

    @Test
    void aReplacementWhoseAnswerIsLostIsStillWon() {
        String first = create("champion.json", "first");

        assertThat(through(new AnswersLost(HttpMethod.PUT, 2)).putIfMatch("champion.json", bytes("mine"), first))
                .hasValue(etag("champion.json"));

        assertThat(text("champion.json")).isEqualTo("mine");
    }

    @Test
    void aContainerThatIsMissingIsAFailureAndNotAnEmptyStore() {
        String name = "c-" + UUID.randomUUID();
        AzureBlobStore nowhere = new AzureBlobStore(azurite.client().getBlobContainerClient(name));

        assertSays(
                () -> nowhere.get("a"),
                "Azure Blob refused to read 'a' in container " + name + ": 404 ContainerNotFound");
        assertSays(
                () -> nowhere.open("a", "0x1"),
                "Azure Blob refused to open 'a' in container " + name + ": 404 ContainerNotFound");
        assertSays(
                () -> nowhere.putIfAbsent("a", bytes("x")),
                "Azure Blob refused to create 'a' in container " + name + ": 404 ContainerNotFound");
        assertSays(
                () -> nowhere.putIfMatch("a", bytes("x"), "0x1"),
                "Azure Blob refused to replace 'a' in container " + name + ": 404 ContainerNotFound");
        assertSays(
                () -> nowhere.list(""),
                "Azure Blob refused to list '' in container " + name + ": 404 ContainerNotFound");
    }

    @Test
    void aLeaseOfSomebodyElseIsAFailureAndNotALostRace() {
        String etag = create("champion.json", "x");
        new BlobLeaseClientBuilder()
                .blobClient(container.getBlobClient("champion.json"))
                .buildClient()
                .acquireLease(-1);

        assertSays(
                () -> store.putIfMatch("champion.json", bytes("y"), etag),
                "Azure Blob refused to replace 'champion.json' in container " + container.getBlobContainerName()
                        + ": 412 LeaseIdMissing");
    }

    @Test
    void anAnswerTellsTheStoresTimeToAMachineThatIsADayBehind() {
        StoreClock clock = new StoreClock(Clock.offset(Clock.systemUTC(), Duration.ofDays(-1)));
        new AzureBlobStore(azurite.clientBuilder()
                        .addPolicy(clock)
                        .buildClient()
                        .getBlobContainerClient(container.getBlobContainerName()))
                .list("x/");

        assertThat(clock.instant()).isCloseTo(Instant.now(), within(1, ChronoUnit.HOURS));
        assertThat(clock.ahead()).isGreaterThan(Duration.ofHours(23));
    }

    @Test
    void aRefusedSignatureIsNotRepeatedInTheFailure() {
        var readOnly = new BlobServiceSasSignatureValues(
                OffsetDateTime.now().plusHours(1), new BlobContainerSasPermission().setReadPermission(true));
        String signature = container.generateSas(readOnly);
        String endpoint = azurite.client().getAccountUrl();
        AzureBlobStore guest = new AzureBlobStore(quickToGiveUp()
                .endpoint(endpoint)
                .sasToken(signature)
                .buildClient()
                .getBlobContainerClient(container.getBlobContainerName()));

        Throwable refused = assertSays(
                () -> guest.putIfAbsent("a", bytes("x")),
                "Azure Blob refused to create 'a' in container " + container.getBlobContainerName()
                        + ": 403 AuthorizationPermissionMismatch");

        assertThat(Throwables.getStackTrace(refused)).doesNotContain("sig=", secretOf(signature));
    }

    @Test
    void aStoreThatCannotBeReachedIsAFailureWithoutItsSignature() throws IOException {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0)) {
            closedPort = socket.getLocalPort();
        }
        String signature = "sv=2026-01-01&sig=c2VjcmV0";
        AzureBlobStore unreachable = new AzureBlobStore(quickToGiveUp()
                .endpoint("http://127.0.0.1:" + closedPort + "/account")
                .sasToken(signature)
                .buildClient()
                .getBlobContainerClient("inbox"));

        Throwable failure = assertSays(
                () -> unreachable.get("a"),
                "Azure Blob did not answer when asked to read 'a' in container inbox: ConnectException");

        assertThat(Throwables.getStackTrace(failure)).doesNotContain("sig=", "c2VjcmV0");
        assertSays(
                () -> unreachable.list("x/"),
                "Azure Blob did not answer when asked to list 'x/' in container inbox: ConnectException");
    }

    @Test
    void namesThatAreNoKeysAreListedSoThatTheyCanBeQuarantined() {
        List<String> names = List.of("/leading", "a//b", "a/../b", "folder/");
        names.forEach(name -> container.getBlobClient(name).upload(BinaryData.fromString("x")));

        assertThat(store.list(""))
                .extracting(Version::key)
                .containsExactlyInAnyOrderElementsOf(names)
                .noneMatch(Key::isValid);
    }

    private String etag(String key) {
        return store.get(key).orElseThrow().version().etag();
    }

    private AzureBlobStore through(HttpPipelinePolicy policy) {
        return new AzureBlobStore(azurite.clientBuilder()
                .addPolicy(policy)
                .buildClient()
                .getBlobContainerClient(container.getBlobContainerName()));
    }

    private static BlobServiceClientBuilder quickToGiveUp() {
        return new BlobServiceClientBuilder()
                .retryOptions(new RequestRetryOptions(
                        RetryPolicyType.FIXED, 2, ANSWER, Duration.ofMillis(1), Duration.ofMillis(1), null));
    }

    private static String secretOf(String signature) {
        return signature.replaceAll(".*sig=([^&]+).*", "$1");
    }

    private static Throwable assertSays(ThrowingCallable call, String sentence) {
        UncheckedIOException failure = catchThrowableOfType(UncheckedIOException.class, call);
        assertThat(failure).isNotNull();
        assertThat(failure.getCause()).hasMessage(sentence);
        return failure;
    }

    private static HttpPipelinePolicy pagesOfTwo(AtomicInteger pages) {
        return new HttpPipelinePolicy() {
            @Override
            public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
                pages.incrementAndGet();
                context.getHttpRequest().setUrl(context.getHttpRequest().getUrl() + "&maxresults=2");
                return next.process();
            }

            @Override
            public HttpPipelinePosition getPipelinePosition() {
                return HttpPipelinePosition.PER_CALL;
            }
        };
    }

    /** Lets requests through and loses the first answers to them, whatever they were. */
    private static final class AnswersLost implements HttpPipelinePolicy {

        private final HttpMethod method;
        private final AtomicInteger remaining;

        private AnswersLost(HttpMethod method, int answers) {
            this.method = method;
            remaining = new AtomicInteger(answers);
        }

        @Override
        public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
            return next.process()
                    .flatMap(answer -> context.getHttpRequest().getHttpMethod() == method
                                    && remaining.getAndUpdate(n -> Math.max(0, n - 1)) > 0
                            ? Mono.error(new IOException("the connection broke before the answer came"))
                            : Mono.just(answer));
        }
    }
}
