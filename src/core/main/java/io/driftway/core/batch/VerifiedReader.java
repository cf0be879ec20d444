package io.driftway.core.batch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file and compares the MD5 of its bytes with the one that the store keeps. Where the two differ, the file was damaged on its way
 * into the store or changed there. It is then refused as {@link Reason#CHECKSUM}, whatever else is wrong with it.
 */
public final class VerifiedReader implements BatchReader {

    private final BatchReader reader;
    private final @Nullable String contentMd5;

    /** @param contentMd5 in base64; null where the store keeps none, and then nothing is verified */
    public VerifiedReader(BatchReader reader, @Nullable String contentMd5) {
        this.reader = reader;
        this.contentMd5 = contentMd5;
    }

    @Override
    public Decoded read(String name, InputStream in, Schema schema) throws IOException {
        if (contentMd5 == null) {
            return reader.read(name, in, schema);
        }
        MessageDigest digest = md5();
        InputStream digested = new DigestInputStream(in, digest);
        Decoded decoded = reader.read(name, digested, schema);
        digested.transferTo(OutputStream.nullOutputStream());
        return Base64.getEncoder().encodeToString(digest.digest()).equals(contentMd5)
                ? decoded
                : new Rejection(
                        Reason.CHECKSUM,
                        name,
                        "",
                        "its bytes do not have the MD5 that the store keeps for them (Content-MD5)",
                        "compare it with the file at its source, and upload that again");
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
