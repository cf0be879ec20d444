package io.driftway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

/**
 * The other end of {@link CommandHost}: runs command lines one after the other in this JVM, whose present folder is the one that they are typed in. A
 * service goes on in the background until it is stopped.
 */
public final class HostedCommands {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream answers = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private Thread service = new Thread(() -> {});

    private HostedCommands() {}

    public static void main(String[] args) throws Exception {
        System.setProperty("logback.configurationFile", "logback-command.xml");
        new HostedCommands().serve();
    }

    private void serve() throws IOException, InterruptedException {
        System.setOut(new PrintStream(printed, true, UTF_8));
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            List<String> words = JSON.readerForListOf(String.class).readValue(line);
            answers.println(JSON.writeValueAsString(answer(words)));
            answers.flush();
        }
        stop();
        System.exit(0);
    }

    private Map<String, Object> answer(List<String> words) throws InterruptedException {
        return switch (words.getFirst()) {
            case "printed" -> Map.of("exit", 0, "out", printed.toString(UTF_8), "err", "");
            case "stop" -> {
                stop();
                yield Map.of("exit", 0, "out", printed.toString(UTF_8), "err", "");
            }
            case "run" -> {
                stop();
                printed.reset();
                service = new Thread(
                        () -> execute(words, new PrintWriter(System.out, true), new PrintWriter(System.out, true)));
                service.start();
                yield Map.of("exit", 0, "out", "", "err", "");
            }
            default -> {
                printed.reset();
                StringWriter out = new StringWriter();
                StringWriter err = new StringWriter();
                int code = execute(words, new PrintWriter(out, true), new PrintWriter(err, true));
                yield Map.of("exit", code, "out", out + printed.toString(UTF_8), "err", err.toString());
            }
        };
    }

    private static int execute(List<String> words, PrintWriter out, PrintWriter err) {
        return Driftway.commandLine().setOut(out).setErr(err).execute(words.toArray(String[]::new));
    }

    private void stop() throws InterruptedException {
        service.interrupt();
        service.join();
    }

    /** Parses an answer. */
    static Ran read(String line) throws IOException {
        JsonNode answer = JSON.readTree(line);
        return new Ran(
                answer.path("exit").asInt(),
                answer.path("out").asText(),
                answer.path("err").asText());
    }

    static String write(List<String> words) throws IOException {
        return JSON.writeValueAsString(words);
    }

    /** What a command came to. */
    public record Ran(int exit, String out, String err) {}
}
