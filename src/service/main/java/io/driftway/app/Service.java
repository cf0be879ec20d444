package io.driftway.app;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.http.client.reactive.ClientHttpConnectorAutoConfiguration;
import org.springframework.boot.autoconfigure.mustache.MustacheAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Import;

/** Configures the monitor: routes, metrics and pages. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(
        exclude = {
            // Nothing here uses it, and each stop would wait two seconds for its event loops to be quiet.
            ClientHttpConnectorAutoConfiguration.class,
            ErrorMvcAutoConfiguration.class,
            MustacheAutoConfiguration.class,
            SecurityAutoConfiguration.class,
            SecurityFilterAutoConfiguration.class,
            UserDetailsServiceAutoConfiguration.class,
            ManagementWebSecurityAutoConfiguration.class
        })
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
