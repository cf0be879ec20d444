package io.driftway.app;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * The Hawtio console under {@code /hawtio}. When it is off, the path does not answer and Camel has no MBeans.
 *
 * @param enabled switches the console on
 * @param user name for the login
 * @param password password of at least twelve characters, or its bcrypt hash as {@code htpasswd -nB} writes it
 * @param callers networks that may call the console; the default is this machine only, which includes {@code kubectl port-forward}
 * @param hosts host names by which a browser may call the console, without a port
 * @param policy Jolokia's policy, which lists the readable attributes; a Spring resource location
 */
@ConfigurationProperties("driftway.hawtio")
public record HawtioProperties(
        boolean enabled,
        @Nullable String user,
        @Nullable String password,
        List<String> callers,
        List<String> hosts,
        String policy) {

    private static final Pattern USER = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$\\d{2}\\$[./A-Za-z0-9]{53}");
    private static final int SHORTEST_PASSWORD = 12;

    public HawtioProperties {
        if (enabled) {
            if (user == null || user.isBlank() || password == null || password.isBlank()) {
                throw new IllegalArgumentException("driftway.hawtio.user and driftway.hawtio.password must be set when"
                        + " driftway.hawtio.enabled is true; in the environment they are DRIFTWAY_HAWTIO_USER and"
                        + " DRIFTWAY_HAWTIO_PASSWORD");
            }
            if (!USER.matcher(user).matches()) {
                throw new IllegalArgumentException(
                        "driftway.hawtio.user must be 1 to 64 letters, digits, dots, dashes or @, got \"" + user
                                + "\"");
            }
            if (!isHash(password) && password.length() < SHORTEST_PASSWORD) {
                throw new IllegalArgumentException("driftway.hawtio.password must have at least " + SHORTEST_PASSWORD
                        + " characters, or be a bcrypt hash; got " + password.length() + " characters");
            }
        }
        if (callers.isEmpty() || hosts.isEmpty()) {
            throw new IllegalArgumentException(
                    "driftway.hawtio.callers and driftway.hawtio.hosts must each name at least one");
        }
        callers.forEach(HawtioProperties::requireNetwork);
    }

    private static void requireNetwork(String caller) {
        try {
            new IpAddressMatcher(caller);
        } catch (IllegalArgumentException noNetwork) {
            throw new IllegalArgumentException(
                    "driftway.hawtio.callers must be networks such as 127.0.0.0/8 or ::1, got \"" + caller + "\"",
                    noNetwork);
        }
    }

    private static boolean isHash(String password) {
        return BCRYPT.matcher(password).matches();
    }

    /** Whether the password is one that only its hash is known of. */
    boolean isHashed() {
        return password != null && isHash(password);
    }

    /** Without the password, which has no business in a log. */
    @Override
    public String toString() {
        return "HawtioProperties[enabled=" + enabled + ", user=" + user + "]";
    }
}
