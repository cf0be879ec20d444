package io.driftway.app;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** What is in front of all that answers over HTTP. */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

    @Bean
    FilterRegistrationBean<HttpSurface> httpSurface(Environment environment) {
        boolean console = environment.getProperty("driftway.hawtio.enabled", boolean.class, false);
        FilterRegistrationBean<HttpSurface> surface = new FilterRegistrationBean<>(new HttpSurface(console));
        surface.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return surface;
    }
}
