package io.driftway.image;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.maven.artifact.versioning.DefaultArtifactVersion;
import org.apache.maven.artifact.versioning.InvalidVersionSpecificationException;
import org.apache.maven.artifact.versioning.VersionRange;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code docs/advisories.yaml}.
 *
 * @param components {@code group:artifact}, with {@code *} for any number of letters
 * @param affected versions as Maven writes ranges; every version if null
 * @param fixed the first versions without the fault, for a person
 * @param notReachable why an affected version does no harm here
 */
record Advisory(
        String id,
        String about,

        @JsonProperty("component") @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> components,

        @Nullable String affected,
        @Nullable String fixed,
        @JsonProperty("not-reachable") @Nullable String notReachable) {

    /** What is in the jar. */
    record Component(String name, String version) {}

    Advisory {
        if (id.isBlank() || about.isBlank() || components.isEmpty()) {
            throw new IllegalArgumentException("an advisory needs an id, a sentence about it and a component");
        }
        range(affected);
    }

    static List<Advisory> read(String yaml) throws JacksonException {
        return YAMLMapper.builder()
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .build()
                .readValue(yaml, new TypeReference<>() {});
    }

    private static VersionRange range(@Nullable String affected) {
        try {
            return VersionRange.createFromVersionSpec(affected == null ? "[0,)" : affected);
        } catch (InvalidVersionSpecificationException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    private boolean concerns(Component component) {
        return components.stream()
                        .anyMatch(name ->
                                component.name().matches(Pattern.quote(name).replace("*", "\\E.*\\Q")))
                && range(affected).containsVersion(new DefaultArtifactVersion(component.version()));
    }

    /** What must be done about the list or about the jar, a line each. */
    static List<String> open(List<Advisory> advisories, List<Component> jar) {
        return advisories.stream()
                .flatMap(advisory -> advisory.open(jar).stream())
                .toList();
    }

    private List<String> open(List<Component> jar) {
        List<Component> concerned = jar.stream().filter(this::concerns).toList();
        if (notReachable != null) {
            return concerned.isEmpty()
                    ? List.of("%s: nothing in the jar needs the answer any more".formatted(id))
                    : List.of();
        }
        return concerned.stream()
                .map(component -> "%s %s: %s (%s); fixed in %s"
                        .formatted(
                                component.name(),
                                component.version(),
                                id,
                                about,
                                fixed == null ? "no version that is known here" : fixed))
                .toList();
    }
}
