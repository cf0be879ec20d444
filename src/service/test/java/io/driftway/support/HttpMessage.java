package io.driftway.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request or an answer, as bytes.
 *
 * @param head with the empty line that ends it
 * @param body as it is on the wire
 */
@SuppressWarnings("ArrayRecordComponent")
record HttpMessage(String head, byte[] body) {

    private static final String CRLF = "\r\n";
    private static final String END = CRLF + CRLF;

    /** A head; empty when the peer has closed. */
    static Optional<String> readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith(END)) {
            int read = in.read();
            if (read < 0) {
                return Optional.empty();
            }
            head.append((char) read);
        }
        return Optional.of(head.toString());
    }

    /** The body of a request with this head. */
    static byte[] readBody(String head, InputStream in) throws IOException {
        Optional<String> length = header(head, "content-length");
        if (length.isPresent()) {
            return in.readNBytes(Integer.parseInt(length.get()));
        }
        return header(head, "transfer-encoding").isPresent() ? chunks(in) : new byte[0];
    }

    /** Up to the last chunk, which is empty; still in chunks. */
    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int size;
        do {
            String line = line(in);
            size = Integer.parseInt(line.strip(), 16);
            all.writeBytes(line.getBytes(ISO_8859_1));
            all.writeBytes(in.readNBytes(size + CRLF.length()));
        } while (size > 0);
        return all.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.indexOf(CRLF) < 0) {
            int read = in.read();
            if (read < 0) {
                throw new IOException("the request ended in the middle");
            }
            line.append((char) read);
        }
        return line.toString();
    }

    static Optional<String> header(String head, String name) {
        Matcher line = Pattern.compile("(?im)^" + name + ": *([^\\r]*)").matcher(head);
        return line.find() ? Optional.of(line.group(1).toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    /** Such as {@code GET /driftway/container/blob?comp=list}. */
    String asked() {
        String first = head.lines().findFirst().orElse("");
        return first.substring(0, Math.max(0, first.lastIndexOf(' ')));
    }

    /** The same with this header and no other value of it; without one where the value is empty. */
    HttpMessage with(String name, String value) {
        String rest = head.replaceAll("(?im)^" + name + ":.*\\r\\n", "");
        String line = value.isEmpty() ? "" : name + ": " + value + CRLF;
        return new HttpMessage(rest.substring(0, rest.length() - CRLF.length()) + line + CRLF, body);
    }

    HttpMessage half() {
        return new HttpMessage(head, java.util.Arrays.copyOf(body, body.length / 2));
    }

    byte[] headBytes() {
        return head.getBytes(ISO_8859_1);
    }
}
