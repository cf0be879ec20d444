package io.driftway.kafka;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.DefaultAzureCredentialBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.auth.SaslExtensionsCallback;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;
import org.jspecify.annotations.Nullable;

/**
 * Logs in to Event Hubs as the workload identity, or whatever {@code DefaultAzureCredential} finds, so that no key is needed. Kafka's client makes it, by the setting
 * {@code sasl.login.callback.handler.class}.
 */
public final class AzureLogin implements AuthenticateCallbackHandler {

    private static final String BROKERS = "bootstrap.servers";

    private final TokenCredential credential;
    private String scope = "";

    /** Called by Kafka's client. */
    public AzureLogin() {
        this(new DefaultAzureCredentialBuilder().build());
    }

    AzureLogin(TokenCredential credential) {
        this.credential = credential;
    }

    /** Takes the namespace from the address of the brokers. */
    @Override
    public void configure(Map<String, ?> settings, String mechanism, List<AppConfigurationEntry> jaasConfigEntries) {
        Object brokers = settings.get(BROKERS);
        String first = brokers instanceof List<?> list ? String.valueOf(list.getFirst()) : String.valueOf(brokers);
        scope = "https://" + first.replaceAll("[:,].*", "") + "/.default";
    }

    @Override
    public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            switch (callback) {
                case OAuthBearerTokenCallback asked -> asked.token(token());
                case SaslExtensionsCallback _ -> {
                    // Event Hubs asks for none.
                }
                default -> throw new UnsupportedCallbackException(callback);
            }
        }
    }

    private OAuthBearerToken token() throws IOException {
        try {
            AccessToken token = credential.getTokenSync(new TokenRequestContext().addScopes(scope));
            return new Token(token.getToken(), token.getExpiresAt().toInstant().toEpochMilli());
        } catch (RuntimeException refused) {
            throw new IOException("no credential gave a token for " + scope, refused);
        }
    }

    @Override
    public void close() {
        // The credential holds nothing open.
    }

    /** Its text is never logged: a record would print it. */
    private static final class Token implements OAuthBearerToken {

        private final String value;
        private final long expiresMs;

        private Token(String value, long expiresMs) {
            this.value = value;
            this.expiresMs = expiresMs;
        }

        @Override
        public String value() {
            return value;
        }

        @Override
        public Set<String> scope() {
            return Set.of();
        }

        @Override
        public long lifetimeMs() {
            return expiresMs;
        }

        @Override
        public String principalName() {
            return "driftway";
        }

        @Override
        public @Nullable Long startTimeMs() {
            return null;
        }
    }
}
