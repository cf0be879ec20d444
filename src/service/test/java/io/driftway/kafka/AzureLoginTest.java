package io.driftway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class AzureLoginTest {

    private static final OffsetDateTime EXPIRES = OffsetDateTime.of(2026, 11, 30, 12, 0, 0, 0, ZoneOffset.UTC);

    private final List<String> scopes = new ArrayList<>();

    private AzureLogin login(TokenCredential credential) {
        AzureLogin login = new AzureLogin(credential);
        login.configure(
                Map.of("bootstrap.servers", List.of("sales.servicebus.windows.net:9093")), "OAUTHBEARER", List.of());
        return login;
    }

    @Test
    void theTokenIsThatOfTheNamespace() throws Exception {
        OAuthBearerTokenCallback asked = new OAuthBearerTokenCallback();
        login(request -> {
                    scopes.addAll(request.getScopes());
                    return Mono.just(new AccessToken("a-token", EXPIRES));
                })
                .handle(new Callback[] {asked});

        assertThat(scopes).containsExactly("https://sales.servicebus.windows.net/.default");
        assertThat(asked.token().value()).isEqualTo("a-token");
        assertThat(asked.token().lifetimeMs()).isEqualTo(EXPIRES.toInstant().toEpochMilli());
        assertThat(asked.token().toString()).doesNotContain("a-token");
    }

    @Test
    void withoutACredentialTheLoginFailsAndSaysForWhat() {
        assertThatThrownBy(() -> login(request -> Mono.error(new IllegalStateException("none")))
                        .handle(new Callback[] {new OAuthBearerTokenCallback()}))
                .isInstanceOf(IOException.class)
                .hasMessage("no credential gave a token for https://sales.servicebus.windows.net/.default");
    }

    @Test
    void nothingElseIsAnswered() {
        assertThatThrownBy(() -> login(request -> Mono.empty()).handle(new Callback[] {new NameCallback("who")}))
                .isInstanceOf(UnsupportedCallbackException.class);
    }
}
