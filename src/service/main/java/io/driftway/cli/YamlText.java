package io.driftway.cli;

import java.io.StringWriter;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Texts as YAML that every reader takes for these texts. */
final class YamlText {

    private YamlText() {}

    /** One key and its value, both texts, so indented and without the end of the line: a comment may follow. */
    static String entry(int indent, String key, String value) {
        Node entry = new MappingNode(Tag.MAP, List.of(new NodeTuple(scalar(key), scalar(value))), FlowStyle.BLOCK);
        DumperOptions options = new DumperOptions();
        options.setSplitLines(false);
        options.setAllowUnicode(isPrintable(key + value));
        StringWriter text = new StringWriter();
        new Yaml(options).serialize(entry, text);
        return text.toString().indent(indent).stripTrailing();
    }

    private static Node scalar(String text) {
        return new ScalarNode(Tag.STR, text, null, null, style(text));
    }

    /** Bare only where no reader can take it for a number or, as YAML 1.1 does with y and n, for a truth value; SnakeYAML quotes the others that need it. */
    private static ScalarStyle style(String text) {
        if (!isPrintable(text)) {
            return ScalarStyle.DOUBLE_QUOTED;
        }
        return text.matches("[yYnN]|\\P{L}.*") ? ScalarStyle.SINGLE_QUOTED : ScalarStyle.PLAIN;
    }

    private static boolean isPrintable(String text) {
        return text.codePoints().allMatch(YamlText::isPrintable);
    }

    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** For a comment or a terminal: nothing in it ends the line or moves the cursor. */
    static String onOneLine(String text) {
        return text.codePoints()
                .map(point -> isPrintable(point) ? point : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
