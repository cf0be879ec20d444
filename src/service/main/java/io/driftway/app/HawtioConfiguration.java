package io.driftway.app;

import io.driftway.hawtio.CallerFilter;
import io.driftway.hawtio.ConsoleAnswers;
import io.driftway.hawtio.ConsoleFiles;
import io.driftway.hawtio.JolokiaServlet;
import io.driftway.hawtio.LockOut;
import io.driftway.telemetry.Publisher;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ResourceLoader;
import org.springframework.http.CacheControl;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.context.request.async.WebAsyncManagerIntegrationFilter;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Wires Hawtio under {@code /hawtio} if {@code driftway.hawtio.enabled} is true; otherwise none of these beans exist. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("driftway.hawtio.enabled")
@EnableConfigurationProperties(HawtioProperties.class)
@EnableWebSecurity
class HawtioConfiguration implements WebMvcConfigurer {

    private static final String CONSOLE = "/hawtio";

    @Bean
    SecurityFilterChain console(HttpSecurity http, HawtioProperties hawtio, LockOut lockOut) throws Exception {
        // By the path as it was sent, of which HttpSurface lets one spelling through; a matcher that follows the
        // mapping of servlets would leave out
        // Jolokia's.
        return http.securityMatcher(request -> request.getRequestURI().startsWith(CONSOLE))
                .addFilterBefore(
                        new CallerFilter(hawtio.callers(), hawtio.hosts()), WebAsyncManagerIntegrationFilter.class)
                .addFilterBefore(lockOut::filter, BasicAuthenticationFilter.class)
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .httpBasic(basic -> basic.realmName("Driftway"))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // Nothing here changes anything; and the caller filter takes a POST from our own page only.
                .csrf(AbstractHttpConfigurer::disable)
                .cors(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable)
                .build();
    }

    @Bean
    LockOut lockOut(Clock clock, Publisher publisher) {
        return new LockOut(clock, publisher::loginRefused);
    }

    @Bean
    UserDetailsService viewer(HawtioProperties hawtio) {
        return new InMemoryUserDetailsManager(User.withUsername(Objects.requireNonNull(hawtio.user()))
                .password(Objects.requireNonNull(hawtio.password()))
                .roles("VIEWER")
                .build());
    }

    @Bean
    PasswordEncoder knownPassword(HawtioProperties hawtio) {
        return new KnownPassword(hawtio.isHashed());
    }

    @Bean
    ServletRegistrationBean<JolokiaServlet> jolokia(HawtioProperties hawtio, ResourceLoader resources) {
        try {
            var jolokia = new ServletRegistrationBean<>(
                    new JolokiaServlet(resources.getResource(hawtio.policy()).getInputStream()),
                    CONSOLE + "/jolokia/*");
            jolokia.setLoadOnStartup(1);
            return jolokia;
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "driftway.hawtio.policy must name Jolokia's policy, got \"" + hawtio.policy()
                            + "\", which cannot be read",
                    unreadable);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(
                    "driftway.hawtio.policy " + hawtio.policy() + ": " + refused.getMessage(), refused);
        }
    }

    @Bean
    ConsoleAnswers consoleAnswers() {
        return new ConsoleAnswers();
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler(CONSOLE + "/static/**")
                .addResourceLocations("classpath:/hawtio-static/static/")
                .setCacheControl(CacheControl.maxAge(Duration.ofDays(1)).cachePrivate())
                .resourceChain(true)
                .addResolver(new ConsoleFiles());
        registry.addResourceHandler(CONSOLE + "/**")
                .addResourceLocations("classpath:/hawtio/", "classpath:/hawtio-static/")
                .resourceChain(true)
                .addResolver(new ConsoleFiles());
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addRedirectViewController(CONSOLE, CONSOLE + "/");
        registry.addViewController(CONSOLE + "/").setViewName("forward:" + CONSOLE + "/index.html");
    }
}
