package io.driftway.hawtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class CallerFilterTest {

    private final CallerFilter filter =
            new CallerFilter(List.of("127.0.0.0/8", "::1"), List.of("localhost", "127.0.0.1", "[::1]"));

    /** The status for a POST from our own page on this machine, but for a change. */
    private int post(Consumer<MockHttpServletRequest> change) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/hawtio/jolokia");
        request.addHeader("Host", "localhost:8080");
        request.addHeader("Origin", "http://localhost:8080");
        request.addHeader("Sec-Fetch-Site", "same-origin");
        change.accept(request);
        return status(request);
    }

    private int status(MockHttpServletRequest request) {
        try {
            MockHttpServletResponse response = new MockHttpServletResponse();
            filter.doFilter(request, response, new MockFilterChain());
            return response.getStatus();
        } catch (ServletException | IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static Consumer<MockHttpServletRequest> header(String name, String value) {
        return request -> {
            request.removeHeader(name);
            request.addHeader(name, value);
        };
    }

    @Test
    void ourOwnPageOnThisMachineMayCall() {
        assertThat(post(unchanged -> {})).isEqualTo(200);
        assertThat(post(request -> request.setRemoteAddr("::1"))).isEqualTo(200);
        assertThat(post(request -> request.setRemoteAddr("0:0:0:0:0:0:0:1"))).isEqualTo(200);
        assertThat(post(request -> request.setRemoteAddr("127.8.8.8"))).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.2.3", "192.168.0.1", "169.254.169.254", "128.0.0.1", "2001:db8::1", "fe80::1"})
    void nobodyElseMayCallWhateverTheHeadersSay(String address) {
        assertThat(List.of("X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Client-IP", "True-Client-IP", "Via"))
                .allSatisfy(forged -> assertThat(post(request -> {
                            request.setRemoteAddr(address);
                            request.addHeader(forged, forged.equals("Forwarded") ? "for=127.0.0.1" : "127.0.0.1");
                        }))
                        .isEqualTo(403));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "localhost@evil.example",
                "user@localhost",
                "localhost/x",
                "",
                "[::2]",
                "driftway:8080"
            })
    void aNameThatMayBeSomebodyElsesIsRefused(String host) {
        assertThat(post(request -> {
                    header("Host", host).accept(request);
                    header("Origin", "http://" + host).accept(request);
                }))
                .isEqualTo(403);
    }

    @Test
    void aRequestWithoutAHostIsRefused() {
        assertThat(post(request -> request.removeHeader("Host"))).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "https://localhost:8080",
                "http://localhost",
                "http://localhost:8081",
                "http://127.0.0.1:8080",
                "http://localhost:8080.evil.example",
                "http://evil.example",
                "http://localhost:8080/",
                "file://"
            })
    void aPageOfAnotherOriginIsRefused(String origin) {
        assertThat(post(header("Origin", origin))).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "nonsense"})
    void aBrowserThatSaysItComesFromElsewhereIsBelieved(String site) {
        assertThat(post(header("Sec-Fetch-Site", site))).isEqualTo(403);
    }

    @Test
    void aPostWithoutAnOriginIsNobodysPage() {
        assertThat(post(request -> request.removeHeader("Origin"))).isEqualTo(403);
    }

    @Test
    void aPersonMayTypeTheAddress() {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/hawtio/");
        request.addHeader("Host", "127.0.0.1:18080");
        request.addHeader("Sec-Fetch-Site", "none");

        assertThat(status(request)).isEqualTo(200);
    }

    @Test
    void aCallerIsANetworkAndNoName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CallerFilter(List.of("localhost"), List.of("localhost")));
    }
}
