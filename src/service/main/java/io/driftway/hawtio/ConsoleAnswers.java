package io.driftway.hawtio;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the console asks of the server that it comes from: who is logged in; for all else it hears that it is not there. */
@RestController
@RequestMapping(path = "/hawtio", produces = MediaType.APPLICATION_JSON_VALUE)
public final class ConsoleAnswers {

    /** As JSON, so that the console reads a name and not a word. */
    @GetMapping("/user")
    String user(Principal user) {
        return "\"" + user.getName() + "\"";
    }

    /** No connections to other JVMs, no proxy to reach them, no login elsewhere. */
    @GetMapping({"/keycloak/enabled", "/proxy/enabled"})
    boolean enabled() {
        return false;
    }

    @GetMapping({"/plugin", "/preset-connections", "/auth/config/login", "/auth/config/oidc"})
    List<String> none() {
        return List.of();
    }

    /** A browser forgets a password that is not taken any more. */
    @GetMapping("/auth/logout")
    ResponseEntity<Void> logout() {
        return ResponseEntity.status(HttpStatus.UNAUTHORIZED)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Driftway\"")
                .build();
    }

    /** Nothing is remembered here of who is logged in, so it does not end either. */
    @GetMapping("/auth/config/session-timeout")
    Map<String, Integer> session() {
        return Map.of("timeout", -1);
    }
}
