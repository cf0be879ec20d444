package io.driftway.app;

import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Knows the names of all settings and finds names that are none. Without it, nothing would notice a misspelt name. */
final class SettingNames {

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

    /** What took the place of a setting of an earlier version. */
    private static final Map<String, String> REPLACED =
            Map.of("driftway.retrain.runs-per-episode", "driftway.retrain.runs-per-week");

    private static final Set<String> KNOWN = known(type -> true);

    private SettingNames() {}

    /** Names that a source sets below {@code driftway.} and that mean nothing, in order. */
    static Set<String> unknown(Stream<ConfigurationPropertySource> sources) {
        return sources.filter(IterableConfigurationPropertySource.class::isInstance)
                .map(IterableConfigurationPropertySource.class::cast)
                .flatMap(SettingNames::unknown)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> unknown(IterableConfigurationPropertySource source) {
        boolean variables = source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
        Set<ConfigurationPropertyName> names = Stream.concat(KNOWN.stream(), OWN.stream())
                .flatMap(name -> spellings(name, variables))
                .collect(Collectors.toCollection(HashSet::new));
        List<ConfigurationPropertyName> open = known(SettingNames::isOpen).stream()
                .flatMap(name -> spellings(name, false))
                .toList();
        return source.stream()
                .filter(name -> name.getNumberOfElements() > 1 && GROUP.isAncestorOf(name))
                .filter(name -> !names.contains(name) && open.stream().noneMatch(above -> above.isAncestorOf(name)))
                .map(ConfigurationPropertyName::toString);
    }

    /** What to do about a name that means nothing. */
    static String remedy(String unknown) {
        Optional<String> replaced = REPLACED.entrySet().stream()
                .filter(former -> letters(former.getKey()).equals(letters(unknown)))
                .map(former -> "earlier versions had it; set " + former.getValue() + " instead")
                .findFirst();
        return replaced.or(() -> Nearest.to(unknown, KNOWN).map(near -> "did you mean " + near + "?"))
                .orElse("docs/configuration.md has the names");
    }

    private static String letters(String name) {
        return name.replaceAll("[-.]", "");
    }

    static String prefix(Class<?> group) {
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

    /**
     * A name as it is and without its dashes. Spring finds a variable by either {@code DRIFTWAY_PATIENCE_TRYTIMEOUT} or
     * {@code DRIFTWAY_PATIENCE_TRY_TIMEOUT}; the latter reads as a name with dots for dashes, which means nothing anywhere else.
     */
    private static Stream<ConfigurationPropertyName> spellings(String name, boolean variables) {
        return Stream.of(name, name.replace("-", ""), variables ? name.replace('-', '.') : name)
                .map(ConfigurationPropertyName::of);
    }
}
