package io.driftway.app;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.AbstractProcessor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Sets a deadline for the whole header of a request in Tomcat: the connection time-out. Tomcat itself applies this time-out only between two
 * bytes. A client that sends one byte now and then could hold its connection for ever, and a few hundred such clients all connections.
 */
public final class HeaderDeadline extends Http11NioProtocol {

    private static final Duration LOOK = Duration.ofSeconds(1);

    private @Nullable Future<?> looking;

    @Override
    public void start() throws Exception {
        super.start();
        looking = getUtilityExecutor()
                .scheduleWithFixedDelay(this::endTheLate, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() throws Exception {
        if (looking != null) {
            looking.cancel(false);
        }
        super.stop();
    }

    private void endTheLate() {
        long now = System.nanoTime();
        for (SocketWrapperBase<NioChannel> connection : getEndpoint().getConnections()) {
            // A connection has its processor here only while it waits for bytes: one whose request is being answered is
            // left alone.
            if (connection.getCurrentProcessor() instanceof AbstractProcessor waiting) {
                long begun = waiting.getRequest().getStartTimeNanos();
                if (begun >= 0 && now - begun > TimeUnit.MILLISECONDS.toNanos(getConnectionTimeout())) {
                    // As Tomcat's poller ends a connection that has timed out.
                    connection.setError(new SocketTimeoutException());
                    connection.processSocket(SocketEvent.ERROR, true);
                }
            }
        }
    }
}
