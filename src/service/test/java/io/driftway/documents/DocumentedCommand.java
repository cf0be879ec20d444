package io.driftway.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command that a page tells its reader to type.
 *
 * @param where the page
 * @param line as it is typed: without comments, on one line
 */
record DocumentedCommand(Path where, String line) {

    private static final String PROGRAMS =
            "(?:\\./driftway|driftway|\\./check|mvn|docker|kubectl|kamel|az|curl|java|promtool|amtool|npm|npx|pip|htpasswd|source|export|cp|bash)";

    /** With what a shell may have before it. */
    private static final Pattern TYPED = Pattern.compile("(?:[A-Z_]+=\\S+ )*" + PROGRAMS + "(?: .*|$)");

    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(\\w*)\\n(.*?)^ *```");
    private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern LOOP = Pattern.compile("(?ms)^for .*?^done$");

    /** Of every page for people but the decisions, which tell what was, and a program's name alone is no command. */
    static List<DocumentedCommand> all() throws IOException {
        List<DocumentedCommand> commands = new ArrayList<>();
        for (Path page : pages()) {
            commands.addAll(of(page, Files.readString(page)));
        }
        return commands;
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of(
                                            "README.md",
                                            "CONTRIBUTING.md",
                                            "DEVELOPERS.md",
                                            "SECURITY.md",
                                            "camel-k/README.md")
                                    .map(Path::of),
                            docs.filter(page -> page.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }

    static List<DocumentedCommand> of(Path page, String text) {
        Stream<String> typed = shellBlocks(text).stream().flatMap(block -> commands(block).stream());
        Stream<String> named = SPAN.matcher(BLOCK.matcher(text).replaceAll(""))
                .results()
                .map(span -> span.group(1))
                .filter(span -> TYPED.matcher(span).matches())
                .filter(span -> span.contains(" ") || span.startsWith("./"));
        return Stream.concat(typed, named)
                .map(line -> new DocumentedCommand(page, line))
                .toList();
    }

    /** A block without a language in which something is typed; others are pictures and output. */
    static List<String> shellBlocks(String text) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> List.of("", "sh", "bash").contains(block.group(1)))
                .map(block -> block.group(2).stripTrailing().stripIndent())
                .filter(block -> commands(block).stream()
                        .anyMatch(line -> TYPED.matcher(line).matches()))
                .toList();
    }

    /** Lines that go on are one, and so is a loop; comments are none. */
    private static List<String> commands(String block) {
        String joined = block.replaceAll("\\\\\\n\\s*", "").replaceAll("(?m)(^|\\s+)#.*$", "");
        String loops = LOOP.matcher(joined).replaceAll(DocumentedCommand::onOneLine);
        return loops.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    private static String onOneLine(MatchResult loop) {
        return java.util.regex.Matcher.quoteReplacement(loop.group().replaceAll("\\n\\s*", "; "));
    }

    /** Whether it names a command and no more, as prose does: one that is typed in full goes on from it. */
    boolean isName() {
        return !line.contains("<") && line.matches("(?:\\./)?[a-z]+(?: [a-z-]+){0,2}|.* \\.\\.\\.");
    }

    /** The words that a command which goes on from it begins with. */
    String beginning() {
        return canonical(line.replaceAll(" \\.\\.\\.$", ""));
    }

    /** However the program is called. */
    static String canonical(String line) {
        return line.replaceFirst("^\\./", "").replaceAll("\\s+", " ");
    }
}
