package io.driftway.hawtio;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;

/** Keeps what is answered, up to so many bytes, until it is known whether it is all. */
final class BoundedAnswer extends HttpServletResponseWrapper {

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int most;
    private boolean tooLong;

    BoundedAnswer(HttpServletResponse response, int most) {
        super(response);
        this.most = most;
    }

    boolean isTooLong() {
        return tooLong;
    }

    void send() throws IOException {
        getResponse().setContentLength(kept.size());
        kept.writeTo(getResponse().getOutputStream());
    }

    private void keep(byte[] bytes, int from, int length) {
        tooLong = tooLong || kept.size() + (long) length > most;
        if (!tooLong) {
            kept.write(bytes, from, length);
        }
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return new ServletOutputStream() {
            @Override
            public void write(int one) {
                keep(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                keep(bytes, from, length);
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException("write it, it is kept");
            }
        };
    }

    @Override
    public PrintWriter getWriter() {
        return new PrintWriter(new OutputStreamWriter(getOutputStream(), UTF_8), true);
    }

    @Override
    public void setContentLength(int length) {
        // Of one answer among others.
    }

    @Override
    public void setContentLengthLong(long length) {
        // Of one answer among others.
    }

    @Override
    public void flushBuffer() {
        // Nothing goes out before it is known whether it is all.
    }
}
