package io.driftway.app;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Import;

/** Configures the process that turns a topic into windows of the inbox: its one route, the store, metrics and probes. */
@SpringBootConfiguration(proxyBeanMethods = false)
@LeanAutoConfiguration
@Import({StoreConfiguration.class, TracingConfiguration.class, WindowConfiguration.class, HttpConfiguration.class})
class WindowService {}
