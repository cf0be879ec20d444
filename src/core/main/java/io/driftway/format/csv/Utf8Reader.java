package io.driftway.format.csv;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 without mercy. Unlike an {@link java.io.InputStreamReader} it hands out everything before a malformed byte first and
 * throws {@link CharacterCodingException} on the call after, so that the fault can be placed.
 */
final class Utf8Reader extends Reader {

    private static final int LEAST_BUFFER_BYTES = 16;
    private static final int MOST_BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private final ByteBuffer bytes;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private boolean ended;

    /** @param length of the stream in bytes: a short one needs no large buffer */
    Utf8Reader(InputStream in, int length) {
        this.in = in;
        bytes = ByteBuffer.allocate(Math.clamp(length, LEAST_BUFFER_BYTES, MOST_BUFFER_BYTES))
                .flip();
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        if (length < 2) {
            throw new IllegalArgumentException("a character may need two places, got " + length);
        }
        CharBuffer out = CharBuffer.wrap(target, offset, length);
        while (true) {
            CoderResult result = decoder.decode(bytes, out, ended);
            if (out.position() > offset) {
                return out.position() - offset;
            }
            if (result.isError()) {
                result.throwException();
            }
            if (ended) {
                return -1;
            }
            fill();
        }
    }

    private void fill() throws IOException {
        bytes.compact();
        int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
        ended = read < 0;
        bytes.position(bytes.position() + Math.max(0, read)).flip();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
