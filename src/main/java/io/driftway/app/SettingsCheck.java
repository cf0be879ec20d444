package io.driftway.app;

import java.util.List;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;

/** Reads every group of settings before anything is started, so that nonsense is found first and is all that is said. */
final class SettingsCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    static final List<Class<?>> GROUPS = List.of(
            StoreProperties.class,
            PatienceProperties.class,
            IngestProperties.class,
            LimitProperties.class,
            DriftProperties.class,
            RetrainProperties.class,
            PromoteProperties.class,
            LabelProperties.class,
            HawtioProperties.class,
            PageProperties.class);

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        Binder binder = Binder.get(event.getEnvironment());
        for (Class<?> group : GROUPS) {
            binder.bind(group.getAnnotation(ConfigurationProperties.class).value(), group);
        }
    }
}
