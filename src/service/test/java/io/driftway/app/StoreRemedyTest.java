package io.driftway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.storage.blob.models.BlobStorageException;
import io.driftway.app.StoreProperties.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class StoreRemedyTest {

    private final StoreProperties azure = new StoreProperties(Kind.AZURE, null, "data", "box", null, null);

    private String remedy(Exception cause) {
        return StoreRemedy.of(new UncheckedIOException(new IOException("a sentence", cause)), azure);
    }

    /** As the client throws it for an answer with this status and this code. */
    private static BlobStorageException answer(int status, String code) {
        HttpHeaders headers = new HttpHeaders().set(HttpHeaderName.fromString("x-ms-error-code"), code);
        return new BlobStorageException(
                "answer", new Answer(new HttpRequest(HttpMethod.GET, "http://localhost"), status, headers), null);
    }

    private static final class Answer extends HttpResponse {
        private final int status;
        private final HttpHeaders headers;

        Answer(HttpRequest request, int status, HttpHeaders headers) {
            super(request);
            this.status = status;
            this.headers = headers;
        }

        @Override
        public int getStatusCode() {
            return status;
        }

        @Override
        @Deprecated
        public String getHeaderValue(String name) {
            return headers.getValue(HttpHeaderName.fromString(name));
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public Flux<ByteBuffer> getBody() {
            return Flux.empty();
        }

        @Override
        public Mono<byte[]> getBodyAsByteArray() {
            return Mono.empty();
        }

        @Override
        public Mono<String> getBodyAsString() {
            return Mono.empty();
        }

        @Override
        public Mono<String> getBodyAsString(Charset charset) {
            return Mono.empty();
        }
    }

    @Test
    void eachKindOfFailureHasItsRemedy() {
        assertThat(remedy(answer(404, "ContainerNotFound")))
                .isEqualTo("az storage container create --account-name data --name box --auth-mode login makes it");
        assertThat(remedy(answer(403, "AuthorizationPermissionMismatch"))).contains("Storage Blob Data Contributor");
        assertThat(remedy(answer(401, "InvalidAuthenticationInfo"))).contains("tenant");
        assertThat(remedy(answer(500, "InternalError"))).contains("the account's own log");
        assertThat(remedy(new ClientAuthenticationException("none", null))).contains("az login", "workload identity");
        assertThat(remedy(new UnknownHostException("data.blob.core.windows.net")))
                .contains("driftway.store.account, data,");
        assertThat(StoreRemedy.of(
                        new UncheckedIOException(new IOException("denied")),
                        new StoreProperties(Kind.FOLDER, Path.of("x"), "", "", null, null)))
                .contains("driftway.store.folder");
    }
}
