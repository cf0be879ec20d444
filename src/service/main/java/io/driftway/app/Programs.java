package io.driftway.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import com.azure.storage.blob.BlobServiceClient;
import io.driftway.doctor.Finding;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Starts the programs that need settings: the service, the one that writes windows of a topic, and the trainer of one episode. */
public final class Programs {

    private static final Logger LOG = LoggerFactory.getLogger(Programs.class);

    private Programs() {}

    /**
     * Starts the service and returns when it is up: its pages and probes answer. Its routes begin when its store answers, see {@link StoreOpening}.
     *
     * @param defaults settings that any other source overrides
     * @param arguments settings as {@code --name=value}
     */
    public static ConfigurableApplicationContext service(Map<String, Object> defaults, String... arguments) {
        SpringApplication service = new SpringApplicationBuilder(Service.class)
                .bannerMode(Banner.Mode.OFF)
                .properties(defaults)
                .listeners(new SettingsCheck(), DerivedSettings.ofService(), new LimitedLogging())
                .build();
        service.setLogStartupInfo(false);
        loggingIsSpringBoots();
        ConfigurableApplicationContext running = service.run(arguments);
        LOG.atInfo()
                .addKeyValue("version", Version.OF_THIS_PROGRAM)
                .addKeyValue("store", running.getBean(StoreProperties.class).kind())
                .addKeyValue("port", running.getEnvironment().getProperty("local.server.port"))
                .log("the service is up");
        return running;
    }

    /**
     * Starts the process that turns a topic into windows of the inbox, and returns when its probes answer. It has one port, that of the metrics.
     *
     * @param arguments settings as {@code --name=value}
     */
    public static ConfigurableApplicationContext window(String... arguments) {
        SpringApplication window = new SpringApplicationBuilder(WindowService.class)
                .bannerMode(Banner.Mode.OFF)
                .listeners(new SettingsCheck(), DerivedSettings.ofWindow(), new LimitedLogging())
                .build();
        window.setLogStartupInfo(false);
        loggingIsSpringBoots();
        ConfigurableApplicationContext running = window.run(arguments);
        LOG.atInfo()
                .addKeyValue("version", Version.OF_THIS_PROGRAM)
                .addKeyValue("store", running.getBean(StoreProperties.class).kind())
                .addKeyValue("topic", running.getBean(WindowProperties.class).topic())
                .addKeyValue("port", running.getEnvironment().getProperty("local.management.port"))
                .log("windows are written");
        return running;
    }

    /** Opens the store and what is in it, without routes or pages, and makes nothing that is not there. */
    public static ConfigurableApplicationContext reader(String... arguments) {
        SpringApplication reader = new SpringApplicationBuilder(
                        StoreConfiguration.class, TracingConfiguration.class, RetrainingConfiguration.class)
                .bannerMode(Banner.Mode.OFF)
                .web(WebApplicationType.NONE)
                .listeners(new SettingsCheck(), new LimitedLogging())
                .build();
        reader.setLogStartupInfo(false);
        loggingIsSpringBoots();
        return reader.run(arguments);
    }

    /** Opens the store and what is in it, without routes or pages. An emulator's container is made where it is missing. */
    public static ConfigurableApplicationContext trainer(String... arguments) {
        ConfigurableApplicationContext opened = reader(arguments);
        try {
            opened.getBeanProvider(BlobServiceClient.class)
                    .ifAvailable(
                            client -> StoreConfiguration.makeContainer(client, opened.getBean(StoreProperties.class)));
            return opened;
        } catch (RuntimeException unreachable) {
            opened.close();
            throw unreachable;
        }
    }

    /**
     * Looks at everything that the service stands on, without starting it.
     *
     * @param arguments settings as {@code --name=value}
     */
    public static List<Finding> doctor(String... arguments) throws InterruptedException {
        SpringApplication settings = new SpringApplicationBuilder(NoBeans.class)
                .bannerMode(Banner.Mode.OFF)
                .web(WebApplicationType.NONE)
                .properties(Map.of("logging.threshold.console", "OFF"))
                .listeners(DerivedSettings.ofService())
                .build();
        settings.setLogStartupInfo(false);
        loggingIsSpringBoots();
        try (ConfigurableApplicationContext context = settings.run(arguments)) {
            return new Doctor(context.getEnvironment(), Clock.systemUTC()).findings();
        }
    }

    /**
     * Returns a line as the log of a program that was started has it, where that is JSON; empty where it is text for people, or where there is no log yet.
     */
    public static Optional<String> asLogged(String line) {
        return LoggerFactory.getILoggerFactory() instanceof LoggerContext logging
                        && logging.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("CONSOLE")
                                instanceof OutputStreamAppender<ILoggingEvent> console
                        && console.getEncoder() instanceof StructuredLogEncoder json
                ? Optional.of(new String(
                                json.encode(new LoggingEvent(
                                        Programs.class.getName(),
                                        logging.getLogger(Programs.class),
                                        Level.ERROR,
                                        line,
                                        null,
                                        null)),
                                UTF_8)
                        .strip())
                : Optional.empty();
    }

    /** For a program that needs no more than its settings. */
    @Configuration(proxyBeanMethods = false)
    static class NoBeans {}

    /** The commands that end by themselves configure their logging by this property, which Spring Boot would complain of. */
    private static void loggingIsSpringBoots() {
        System.clearProperty("logback.configurationFile");
    }
}
