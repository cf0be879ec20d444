package io.driftway.app;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/** Configures the port for Prometheus and probes, which has its own connections and threads. */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class ManagementConfiguration {

    @Bean
    FilterRegistrationBean<HttpSurface> managementSurface() {
        return HttpConfiguration.first(HttpSurface.ofManagement());
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> managementConnections(HttpConfiguration http) {
        return http.connections();
    }
}
