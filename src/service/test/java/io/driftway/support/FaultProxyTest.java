package io.driftway.support;

import static io.driftway.support.Patience.ANSWER;
import static io.driftway.support.Patience.NEVER;
import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the proxy of the fault tests does to a request, seen from both of its sides. */
class FaultProxyTest {

    private static final String ANSWER = "ten  bytes";

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HttpServer server;
    private FaultProxy proxy;

    @BeforeEach
    void aServerBehindTheProxy() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes());
            heard.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            exchange.sendResponseHeaders(200, ANSWER.length());
            exchange.getResponseBody().write(ANSWER.getBytes());
            exchange.close();
        });
        server.start();
        proxy = FaultProxy.before(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void end() throws IOException {
        client.shutdownNow();
        proxy.close();
        server.stop(0);
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(proxy.address() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(to(path));
    }

    @Test
    void withoutAFaultBothSidesHearEachOther() throws Exception {
        assertThat(get("/a?b=c").body()).isEqualTo(ANSWER);
        assertThat(send(to("/d").PUT(BodyPublishers.ofString("content"))).body())
                .isEqualTo(ANSWER);
        assertThat(heard).containsExactly("GET /a?b=c ", "PUT /d content");
        assertThat(proxy.asked()).containsExactly("GET /a?b=c", "PUT /d");
        assertThat(proxy.count("^PUT")).isEqualTo(1);
    }

    @Test
    void aFaultStrikesWhatItNamesAndSoOftenAsItSays() throws Exception {
        proxy.spoil("GET /a", 2, new Toxic.Status(503, 7));

        assertThat(get("/a").headers().firstValue("Retry-After")).contains("7");
        assertThat(get("/b").statusCode()).isEqualTo(200);
        assertThat(get("/a").statusCode()).isEqualTo(503);
        assertThat(get("/a").statusCode()).isEqualTo(200);
        assertThat(heard).hasSize(2);
    }

    @Test
    void anAnswerIsLostAfterTheServerHasDoneItsWork() {
        proxy.spoil("PUT", new Toxic.LoseAnswer());

        assertThatThrownBy(() -> send(to("/a").PUT(BodyPublishers.ofString("content"))))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(HttpTimeoutException.class);
        assertThat(heard).contains("PUT /a content");
    }

    @Test
    void aBodyIsCutResetOrShortened() throws Exception {
        proxy.spoil("GET /cut", new Toxic.Cut());
        proxy.spoil("GET /reset", new Toxic.Reset());
        proxy.spoil("GET /short", new Toxic.Shorten());

        assertThatThrownBy(() -> get("/cut"))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(HttpTimeoutException.class);
        assertThatThrownBy(() -> get("/reset"))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(HttpTimeoutException.class);
        assertThat(get("/short").body()).isEqualTo(ANSWER.substring(0, ANSWER.length() / 2));
    }

    @Test
    void whatHangsOrIsLateOrSlowGoesOnWhenItIsHealed() throws Exception {
        proxy.spoil("GET /hang", new Toxic.Hang());
        proxy.spoil("GET /late", new Toxic.Latency(Duration.ofHours(1)));
        proxy.spoil("GET /slow", new Toxic.Slow(Duration.ofHours(1)));

        for (String path : List.of("/hang", "/late")) {
            HttpRequest request = to(path).timeout(NEVER).build();
            assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
                    .isInstanceOf(HttpTimeoutException.class);
        }
        var slow = client.sendAsync(to("/slow").build(), BodyHandlers.ofString());
        var late = client.sendAsync(to("/late").build(), BodyHandlers.ofString());
        await().atMost(PATIENCE).until(() -> proxy.count("/late") == 2 && proxy.count("/slow") == 1);
        assertThat(slow).isNotDone();
        proxy.heal();
        assertThat(slow.get().body()).isEqualTo(ANSWER);
        assertThat(late.get().body()).isEqualTo(ANSWER);
    }
}
