package io.driftway.app;

import java.util.List;
import java.util.stream.StreamSupport;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * Reads every group of settings before anything starts, and reports the first fault: an invalid value, or an unknown name in an argument or a
 * file. It does not refuse unknown environment variables, because a cluster sets some itself: DRIFTWAY_SERVICE_HOST for a Service named
 * driftway. {@code doctor} warns of those.
 */
final class SettingsCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    /** How Spring Boot names what it has read from a file that is not in the jar. */
    private static final String FILE = "Config resource 'file [";

    static final List<Class<?>> GROUPS = List.of(
            StoreProperties.class,
            PatienceProperties.class,
            NotifyProperties.class,
            IngestProperties.class,
            QueueProperties.class,
            SparkProperties.class,
            WindowProperties.class,
            LimitProperties.class,
            DecisionProperties.class,
            DriftProperties.class,
            RetrainProperties.class,
            PromoteProperties.class,
            LabelProperties.class,
            HawtioProperties.class,
            PageProperties.class);

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        refuseUnknown(event.getEnvironment());
        Binder binder = Binder.get(event.getEnvironment());
        for (Class<?> group : GROUPS) {
            binder.bind(SettingNames.prefix(group), group);
        }
    }

    private static void refuseUnknown(Environment environment) {
        var written = StreamSupport.stream(
                        ConfigurationPropertySources.get(environment).spliterator(), false)
                .filter(SettingsCheck::isWritten);
        SettingNames.unknown(written).stream().findFirst().ifPresent(name -> {
            throw new IllegalArgumentException(name + " is no setting; " + SettingNames.remedy(name));
        });
    }

    private static boolean isWritten(ConfigurationPropertySource source) {
        return source.getUnderlyingSource() instanceof PropertySource<?> named
                && (named.getName().equals(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME)
                        || named.getName().startsWith(FILE));
    }
}
