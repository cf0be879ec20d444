package io.driftway.core.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.format.BatchFormats;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifiedReaderTest {

    private static final Schema SCHEMA =
            new Schema(List.of(new Field("charge", ColumnType.NUM, Role.FEATURE, List.of())), null);

    private static final byte[] FILE = ("charge\n" + "1\n".repeat(200_000)).getBytes(UTF_8);
    private static final String OTHER_MD5 = "AAAAAAAAAAAAAAAAAAAAAA==";

    @Test
    void aFileWithItsChecksumIsRead() throws IOException {
        assertThat(read(FILE, md5(FILE))).isInstanceOfSatisfying(Batch.class, batch -> assertThat(batch.rows())
                .isEqualTo(200_000));
    }

    @Test
    void aFileWithoutAChecksumIsRead() throws IOException {
        assertThat(read(FILE, null)).isInstanceOf(Batch.class);
    }

    @Test
    void aFileWithAnotherChecksumIsRefused() throws IOException {
        assertThat(read(FILE, OTHER_MD5)).isInstanceOfSatisfying(Rejection.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.CHECKSUM);
            assertThat(refused.line()).startsWith("b.csv: ").contains("Content-MD5", "upload");
        });
    }

    /** A file that stops being read at its first fault is known to be damaged all the same: its sender cannot mend what he never wrote. */
    @Test
    void damageIsSaidRatherThanWhatItDid() throws IOException {
        byte[] damaged = FILE.clone();
        damaged[7] = 'x';

        assertThat(read(damaged, md5(FILE)))
                .isInstanceOfSatisfying(
                        Rejection.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.CHECKSUM));
        assertThat(read(damaged, md5(damaged)))
                .isInstanceOfSatisfying(
                        Rejection.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.BAD_NUMBER));
    }

    @Test
    void aStreamThatFailsIsNoDamage() {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the network is gone");
            }
        };

        assertThatThrownBy(() -> new VerifiedReader(new BatchFormats(), OTHER_MD5)
                        .read("b.csv", new SequenceInputStream(new ByteArrayInputStream(FILE), failing), SCHEMA))
                .isInstanceOf(UncheckedIOException.class);
    }

    private static Decoded read(byte[] file, String md5) throws IOException {
        return new VerifiedReader(new BatchFormats(), md5).read("b.csv", new ByteArrayInputStream(file), SCHEMA);
    }

    private static String md5(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
