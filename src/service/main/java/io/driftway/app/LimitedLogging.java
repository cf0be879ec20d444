package io.driftway.app;

import ch.qos.logback.classic.LoggerContext;
import io.driftway.telemetry.LogLimit;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.context.ApplicationListener;

/** Installs the {@link LogLimit} after Spring Boot has set up logging, and makes it a bean so that the lines it holds back are counted. */
final class LimitedLogging implements ApplicationListener<ApplicationContextInitializedEvent> {

    @Override
    public void onApplicationEvent(ApplicationContextInitializedEvent event) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            event.getApplicationContext().getBeanFactory().registerSingleton("logLimit", LogLimit.install(logback));
        }
    }
}
