package io.driftway.hawtio;

import org.jolokia.core.api.LogHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Jolokia has to say, in the service's log. Its debug lines repeat requests and are left out. */
final class JolokiaLog implements LogHandler {

    private static final Logger LOG = LoggerFactory.getLogger(JolokiaLog.class);

    @Override
    public void debug(String message) {
        // Left out.
    }

    @Override
    public void info(String message) {
        LOG.debug(message);
    }

    @Override
    public void error(String message, Throwable cause) {
        LOG.atWarn().addKeyValue("cause", cause.toString()).log("jolokia: {}", message);
    }

    @Override
    public boolean isDebug() {
        return false;
    }
}
