package io.driftway.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The instructions of a Dockerfile, stage by stage, as far as this project's uses them. */
final class Dockerfile {

    /** One instruction: its word, and the rest of its line with the continuation lines joined. */
    record Instruction(String word, String rest) {

        /** Its arguments where they are written as a JSON array. */
        List<String> array() {
            try {
                return List.of(new ObjectMapper().readValue(rest.substring(rest.indexOf('[')), String[].class));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    private final Map<String, List<Instruction>> stages = new LinkedHashMap<>();
    private final Map<String, String> bases = new LinkedHashMap<>();

    private Dockerfile() {}

    static Dockerfile read(Path file) {
        Dockerfile dockerfile = new Dockerfile();
        String stage = "";
        for (Instruction instruction : instructions(file)) {
            if (instruction.word().equals("FROM")) {
                String[] words = instruction.rest().split(" ");
                stage = words[2];
                dockerfile.bases.put(stage, words[0]);
                dockerfile.stages.put(stage, new ArrayList<>());
            } else {
                dockerfile.stages.get(stage).add(instruction);
            }
        }
        return dockerfile;
    }

    private static List<Instruction> instructions(Path file) {
        try {
            String joined = Files.readString(file).replaceAll("(?m)^#.*\n", "").replaceAll("\\\\\n\\s*", "");
            return joined.lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> line.split(" ", 2))
                    .map(words -> new Instruction(words[0], words[1]))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What the stage is built from outside this file. */
    Stream<String> images() {
        return bases.values().stream().filter(base -> !stages.containsKey(base));
    }

    /** All that makes the stage, what it is based on first. */
    List<Instruction> stage(String name) {
        List<Instruction> all = new ArrayList<>();
        String base = bases.get(name);
        if (stages.containsKey(base)) {
            all.addAll(stage(base));
        }
        all.addAll(stages.get(name));
        return all;
    }

    List<Instruction> stage(String name, String word) {
        return stage(name).stream()
                .filter(instruction -> instruction.word().equals(word))
                .toList();
    }

    /** The one that counts, where a later instruction replaces an earlier one. */
    Instruction last(String name, String word) {
        return stage(name, word).getLast();
    }
}
