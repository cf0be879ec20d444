package io.driftway.app;

import io.driftway.doctor.Check;
import io.driftway.doctor.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/** Checks for {@code doctor} that each setting is valid and has a known name. */
final class SettingsReview implements Check {

    private static final String SUBJECT = "settings";
    private static final Pattern FILE = Pattern.compile("'file \\[([^\\]]+)]");

    private final ConfigurableEnvironment environment;

    SettingsReview(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        SettingsCheck.GROUPS.forEach(group -> refusal(group)
                .ifPresent(line ->
                        findings.add(Finding.fault(SUBJECT, line, "see the allowed values in docs/configuration.md"))));
        SettingNames.unknown(sources())
                .forEach(name -> findings.add(
                        Finding.warning(SUBJECT, name + " is set and means nothing", SettingNames.remedy(name))));
        if (findings.isEmpty()) {
            findings.add(Finding.ok(SUBJECT, "they make sense; " + origin()));
        }
        return findings;
    }

    /** What a group of settings says against what is set, if anything. */
    private Optional<String> refusal(Class<?> group) {
        try {
            bind(environment, group);
            return Optional.empty();
        } catch (RuntimeException refused) {
            return Optional.of(Refusal.line(refused).orElseGet(() -> String.valueOf(refused.getMessage())));
        }
    }

    /** The settings of a group; what it refuses is thrown. */
    static <T> T bind(ConfigurableEnvironment environment, Class<T> group) {
        return Binder.get(environment).bind(SettingNames.prefix(group), group).get();
    }

    private Stream<ConfigurationPropertySource> sources() {
        return StreamSupport.stream(
                ConfigurationPropertySources.get(environment).spliterator(), false);
    }

    private String origin() {
        List<String> files = environment.getPropertySources().stream()
                .map(PropertySource::getName)
                .map(FILE::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .toList();
        return files.isEmpty()
                ? "no config/application.yaml was found from here"
                : "from " + String.join(", ", files) + ", the environment and arguments";
    }
}
