package io.driftway.app;

import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Knows the beans that the routes of earlier releases called. If an edited copy of such a file names one, the file is refused with a remedy.
 * Camel alone would only say that its registry has no such bean.
 */
final class RemovedBeans {

    private static final Map<String, String> REMEDIES = Map.of(
            "publish",
            "delete the step, because metrics follow the calls that the shipped routes make (docs/routes.md), or copy the shipped file anew");

    private static final String BEAN = "bean:";

    private final String file;

    private RemovedBeans(String file) {
        this.file = file;
    }

    /**
     * Refuses a route file that calls a bean which is no more. What is no YAML is left to the loader.
     *
     * @throws IllegalArgumentException with the file, the step and the remedy in one line
     */
    static void refuse(String file, String text) {
        Object routes;
        try {
            routes = new Yaml().load(text);
        } catch (YAMLException malformed) {
            return;
        }
        new RemovedBeans(file).look("", routes);
    }

    private void look(String step, Object yaml) {
        switch (yaml) {
            case Map<?, ?> map -> {
                String id = map.get("id") instanceof String own ? own : step;
                map.forEach((key, value) -> {
                    if (value instanceof String address && address.startsWith(BEAN)) {
                        call(id, address.substring(BEAN.length()).replaceFirst("[?:].*", ""));
                    }
                    look(id, value);
                });
            }
            case List<?> list -> list.forEach(item -> look(step, item));
            case null, default -> {
                // A value holds no step.
            }
        }
    }

    private void call(String step, String bean) {
        String remedy = REMEDIES.get(bean);
        if (remedy != null) {
            throw new IllegalArgumentException(
                    "driftway.routes: " + file + ", step " + step + ": the bean " + bean + " is no more; " + remedy);
        }
    }
}
