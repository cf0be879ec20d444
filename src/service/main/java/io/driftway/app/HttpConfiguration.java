package io.driftway.app;

import io.driftway.page.ErrorPage;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Configures the port for people: the filters before the pages and Hawtio. */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

    @Bean
    FilterRegistrationBean<HttpSurface> httpSurface(Environment environment) {
        return first(HttpSurface.ofPages(environment.getProperty("driftway.hawtio.enabled", boolean.class, false)));
    }

    static FilterRegistrationBean<HttpSurface> first(HttpSurface surface) {
        FilterRegistrationBean<HttpSurface> first = new FilterRegistrationBean<>(surface);
        first.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return first;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> connections() {
        return factory -> {
            factory.setProtocol(HeaderDeadline.class.getName());
            factory.addContextCustomizers(
                    context -> context.getParent().getPipeline().addValve(new ErrorPage()));
        };
    }
}
