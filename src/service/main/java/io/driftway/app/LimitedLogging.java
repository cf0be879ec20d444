package io.driftway.app;

import ch.qos.logback.classic.LoggerContext;
import io.driftway.telemetry.LogLimit;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.context.ApplicationListener;

/** Once Spring Boot has set logging up, puts the limit before it, and makes a bean of the limit so that what it holds back is counted. */
final class LimitedLogging implements ApplicationListener<ApplicationContextInitializedEvent> {

    @Override
    public void onApplicationEvent(ApplicationContextInitializedEvent event) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            event.getApplicationContext().getBeanFactory().registerSingleton("logLimit", LogLimit.install(logback));
        }
    }
}
