package io.driftway.hawtio;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.event.AuthenticationFailureBadCredentialsEvent;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

class LockOutTest {

    private static final String HERE = "127.0.0.1";

    private Instant now = Instant.parse("2026-07-01T12:00:00Z");
    private final List<String> refused = new ArrayList<>();
    private final LockOut lockOut = new LockOut(clock(), refused::add);

    private Clock clock() {
        InstantSource source = () -> now;
        return source.withZone(ZoneOffset.UTC);
    }

    private static UsernamePasswordAuthenticationToken login(String address) {
        var login = new UsernamePasswordAuthenticationToken("ann", "x");
        login.setDetails(new WebAuthenticationDetails(address, null));
        return login;
    }

    private void wrong(String address) {
        lockOut.failed(new AuthenticationFailureBadCredentialsEvent(login(address), new BadCredentialsException("no")));
    }

    private int status(String address) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/hawtio/");
        request.setRemoteAddr(address);
        request.addHeader("Authorization", "Basic eA==");
        MockHttpServletResponse response = new MockHttpServletResponse();
        try {
            lockOut.filter(request, response, new MockFilterChain());
        } catch (IOException | ServletException failure) {
            throw new AssertionError(failure);
        }
        return response.getStatus();
    }

    @Test
    void afterFiveWrongPasswordsAnAddressIsLockedOutAndOthersAreNot() {
        for (int i = 1; i < LockOut.MOST; i++) {
            wrong(HERE);
        }
        assertThat(status(HERE)).isEqualTo(200);

        wrong(HERE);

        assertThat(status(HERE)).isEqualTo(429);
        assertThat(status("127.0.0.2")).isEqualTo(200);
        assertThat(refused).containsExactly("wrong", "wrong", "wrong", "wrong", "wrong", "locked");
    }

    @Test
    void aLockOutEndsAfterItsTime() {
        for (int i = 0; i < LockOut.MOST; i++) {
            wrong(HERE);
        }
        now = now.plus(LockOut.TIME).minus(Duration.ofMillis(1));
        assertThat(status(HERE)).isEqualTo(429);

        now = now.plusMillis(1);

        assertThat(status(HERE)).isEqualTo(200);
    }

    @Test
    void theRightPasswordForgetsTheWrongOnesOfItsAddress() {
        for (int i = 1; i < LockOut.MOST; i++) {
            wrong(HERE);
        }

        lockOut.succeeded(new AuthenticationSuccessEvent(login(HERE)));
        wrong(HERE);

        assertThat(status(HERE)).isEqualTo(200);
    }

    @Test
    void manyWrongPasswordsFromManyAddressesLockEverybodyOut() {
        for (int i = 0; i < LockOut.MOST_IN_ALL; i++) {
            wrong("10.0.0." + i);
        }

        assertThat(status(HERE)).isEqualTo(429);
    }

    @Test
    void whoSaysNoPasswordIsOnlyAskedForOne() throws Exception {
        for (int i = 0; i < LockOut.MOST; i++) {
            wrong(HERE);
        }
        MockHttpServletResponse response = new MockHttpServletResponse();
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/hawtio/");

        lockOut.filter(request, response, new MockFilterChain());

        assertThat(response.getStatus()).isEqualTo(200);
    }
}
