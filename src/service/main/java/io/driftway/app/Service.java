package io.driftway.app;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Import;

/** Configures the monitor: routes, metrics and pages. */
@SpringBootConfiguration(proxyBeanMethods = false)
@LeanAutoConfiguration
@Import({
    StoreConfiguration.class,
    StageConfiguration.class,
    QueueConfiguration.class,
    LaunchConfiguration.class,
    TracingConfiguration.class,
    TelemetryConfiguration.class,
    RouteConfiguration.class,
    PageConfiguration.class,
    HttpConfiguration.class,
    HawtioConfiguration.class
})
public class Service {}
