package io.driftway.cli;

import io.driftway.format.table.ColumnKind;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * What the columns of a file of labelled rows are, as {@code init} has written it and people have edited it. Names and classes are taken as they are written: {@code Yes} is a text,
 * whatever else YAML makes of it.
 *
 * @param path where it was read from
 * @param target what the model shall predict
 * @param positive the class whose probability is given; null for the usual one
 * @param id names the rows; null where nothing does
 * @param columns what each other column is, in the order of the file
 */
record SchemaFile(
        Path path,
        String target,
        @Nullable String positive,
        @Nullable String id,
        Map<String, ColumnKind> columns) {

    private static final List<String> KEYS = List.of("target", "positive", "id", "columns");

    /**
     * Reads and checks it.
     *
     * @throws BadInput naming file, line and remedy
     */
    static SchemaFile read(Path path) {
        try (Reader text = Files.newBufferedReader(path)) {
            Node root = new Yaml(new LoaderOptions()).compose(text);
            return of(path, mapping(path, root, "the file"));
        } catch (NoSuchFileException none) {
            throw new BadInput(path + ": there is no such file; driftway init writes one");
        } catch (MarkedYAMLException malformed) {
            throw refused(path, malformed.getProblemMark(), malformed.getProblem() + "; mend the YAML");
        } catch (YAMLException | IOException unreadable) {
            throw new BadInput(path + ": cannot be read, "
                    + String.valueOf(unreadable.getMessage())
                            .lines()
                            .findFirst()
                            .orElse("")
                    + "; give a file that driftway init has written");
        }
    }

    private static SchemaFile of(Path path, Map<String, Node> entries) {
        entries.forEach((key, value) -> {
            if (!KEYS.contains(key)) {
                throw refused(
                        path, value.getStartMark(), key + " means nothing here; write target, positive, id or columns");
            }
        });
        String target = text(path, entries, "target")
                .orElseThrow(() -> new BadInput(path + ": target is not there; name the column to predict"));
        Map<String, ColumnKind> columns = new LinkedHashMap<>();
        if (entries.containsKey("columns")) {
            mapping(path, entries.get("columns"), "columns")
                    .forEach((column, kind) -> columns.put(column, kind(path, column, kind)));
        }
        columns.remove(target);
        return new SchemaFile(
                path,
                target,
                text(path, entries, "positive").orElse(null),
                text(path, entries, "id").orElse(null),
                columns);
    }

    private static Map<String, Node> mapping(Path path, @Nullable Node node, String what) {
        if (!(node instanceof MappingNode mapping)) {
            throw node == null
                    ? new BadInput(path + ": holds nothing; driftway init writes what it must hold")
                    : refused(path, node.getStartMark(), what + " must be names with values; write name: value");
        }
        Map<String, Node> entries = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            String name = scalar(path, entry.getKeyNode());
            if (entries.put(name, entry.getValueNode()) != null) {
                throw refused(path, entry.getKeyNode().getStartMark(), name + " stands twice; keep one");
            }
        }
        return entries;
    }

    private static Optional<String> text(Path path, Map<String, Node> entries, String key) {
        return Optional.ofNullable(entries.get(key))
                .map(node -> scalar(path, node))
                .filter(text -> !text.isEmpty());
    }

    private static String scalar(Path path, Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw refused(path, node.getStartMark(), "a plain text must stand here; write one");
    }

    private static ColumnKind kind(Path path, String column, Node node) {
        String kind = scalar(path, node);
        return Arrays.stream(ColumnKind.values())
                .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(kind))
                .findFirst()
                .orElseThrow(() ->
                        refused(path, node.getStartMark(), column + " is \"" + kind + "\"; write num, cat or skip"));
    }

    private static BadInput refused(Path path, @Nullable Mark mark, String fault) {
        return new BadInput(path + (mark == null ? "" : ", line " + (mark.getLine() + 1)) + ": " + fault);
    }
}
