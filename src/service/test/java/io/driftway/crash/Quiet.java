package io.driftway.crash;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Keeps the log of hundreds of lives out of the build's. */
public final class Quiet implements BeforeAllCallback, AfterAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        log(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        log(null);
    }

    private static void log(Level level) {
        for (String name : List.of("io.driftway", "smile", "org.apache.camel")) {
            ((Logger) LoggerFactory.getLogger(name)).setLevel(level);
        }
    }
}
