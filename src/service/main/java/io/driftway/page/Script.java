package io.driftway.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The script of the status page, and the policy under which a browser runs it and no other.
 *
 * @param text what stands between the tags, character for character
 */
record Script(String text) {

    static Script of(String name) {
        try (InputStream in = Script.class.getResourceAsStream("/page/" + name + ".js")) {
            if (in == null) {
                throw new IllegalStateException("the script " + name + " is not in the jar");
            }
            return new Script(new String(in.readAllBytes(), UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Of the directives of a Content-Security-Policy, those that allow this script and what it asks for. */
    String policy() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return "script-src 'sha256-" + Base64.getEncoder().encodeToString(digest) + "'; connect-src 'self'";
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
