package io.driftway.app;

import io.driftway.doctor.Check;
import io.driftway.doctor.Finding;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/** Whether the settings make sense, and whether each one that is set is one at all: a name that is written wrong is not noticed by anybody else. */
final class SettingsReview implements Check {

    private static final String SUBJECT = "settings";
    private static final ConfigurationPropertyName GROUP = ConfigurationPropertyName.of("driftway");

    /** What is set by the program itself, its script or its Jobs. */
    private static final Set<String> OWN = Set.of(
            "driftway.routes",
            "driftway.home",
            "driftway.called",
            "driftway.debug",
            "driftway.episode",
            "driftway.java.opts",
            "driftway.jar");

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
                        findings.add(Finding.fault(SUBJECT, line, "docs/configuration.md says what it may be"))));
        Set<String> known = known(type -> true);
        unknown(known)
                .forEach(name -> findings.add(Finding.warning(
                        SUBJECT,
                        name + " is set and means nothing",
                        Nearest.to(name, known)
                                .map(near -> "did you mean " + near + "?")
                                .orElse("docs/configuration.md has the names"))));
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
        return Binder.get(environment).bind(prefix(group), group).get();
    }

    private static String prefix(Class<?> group) {
        return group.getAnnotation(ConfigurationProperties.class).value();
    }

    /** Names of all settings; those that have names below them, lists and maps, are open. */
    private static Set<String> known(Predicate<Class<?>> kind) {
        return SettingsCheck.GROUPS.stream()
                .flatMap(group -> Stream.of(group.getRecordComponents())
                        .filter(component -> kind.test(component.getType()))
                        .map(component -> prefix(group) + "." + kebab(component)))
                .collect(Collectors.toSet());
    }

    private static boolean isOpen(Class<?> type) {
        return Map.class.isAssignableFrom(type) || List.class.isAssignableFrom(type);
    }

    private static String kebab(RecordComponent component) {
        return component.getName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    private Set<String> unknown(Set<String> known) {
        Set<ConfigurationPropertyName> names = new HashSet<>();
        Stream.concat(known.stream(), OWN.stream())
                .map(ConfigurationPropertyName::of)
                .forEach(name -> names.addAll(List.of(name, fromVariable(name))));
        List<ConfigurationPropertyName> open = known(SettingsReview::isOpen).stream()
                .map(ConfigurationPropertyName::of)
                .flatMap(name -> Stream.of(name, fromVariable(name)))
                .toList();
        Set<String> unknown = new TreeSet<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource listed) {
                listed.stream()
                        .filter(name -> name.getNumberOfElements() > 1 && GROUP.isAncestorOf(name))
                        .filter(name ->
                                !names.contains(name) && open.stream().noneMatch(above -> above.isAncestorOf(name)))
                        .forEach(name -> unknown.add(name.toString()));
            }
        }
        return unknown;
    }

    /** As a name comes out of an environment variable, which knows no dashes. */
    private static ConfigurationPropertyName fromVariable(ConfigurationPropertyName name) {
        return ConfigurationPropertyName.of(name.toString().replace("-", ""));
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
