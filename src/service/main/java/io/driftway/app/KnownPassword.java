package io.driftway.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.batch.Sha256;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Compares an entered password with the configured one, or with its bcrypt hash. The console sends the password with each request, a few a
 * second. So a hash is checked once: the class keeps a digest of a password that passed the check.
 */
final class KnownPassword implements PasswordEncoder {

    private final PasswordEncoder bcrypt = new BCryptPasswordEncoder();
    private final boolean hashed;
    private volatile @Nullable String right;

    KnownPassword(boolean hashed) {
        this.hashed = hashed;
    }

    @Override
    public boolean matches(CharSequence typed, String known) {
        String digest = Sha256.of(typed.toString());
        if (!hashed) {
            return same(digest, Sha256.of(known));
        }
        String before = right;
        if (before != null) {
            return same(digest, before);
        }
        boolean matches = bcrypt.matches(typed, known);
        if (matches) {
            right = digest;
        }
        return matches;
    }

    /** In the same time, wherever they differ. */
    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
    }

    /** Asked for once, to take as long over a name that is not known as over one that is. */
    @Override
    public String encode(CharSequence password) {
        return bcrypt.encode(password);
    }
}
