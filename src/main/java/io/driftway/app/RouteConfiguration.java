package io.driftway.app;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The routes and the watch over their folder. */
@Configuration(proxyBeanMethods = false)
class RouteConfiguration {

    @Bean
    RouteReload routeReload(CamelContext camel, Environment environment) throws IOException {
        String folder = environment.getProperty("driftway.routes", "");
        return new RouteReload(camel, folder.isEmpty() ? null : Path.of(folder));
    }
}
