package io.driftway.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A CSV of numbers of so many digits, one of them before the point, drawn by chance: {@code GenerateNumbers FILE COLUMNS ROWS DIGITS}. */
public final class GenerateNumbers {

    private GenerateNumbers() {}

    public static void main(String[] args) throws IOException {
        int columns = Integer.parseInt(args[1]);
        int rows = Integer.parseInt(args[2]);
        long afterPoint = (long) Math.pow(10, Integer.parseInt(args[3]) - 1.0);
        SplittableRandom random = new SplittableRandom(1);
        try (Writer out = Files.newBufferedWriter(Path.of(args[0]), UTF_8)) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                line.append(column == 0 ? "c" : ",c").append(column);
            }
            out.append(line).append('\n');
            for (int row = 0; row < rows; row++) {
                line.setLength(0);
                for (int column = 0; column < columns; column++) {
                    line.append(column == 0 ? "" : ",")
                            .append(random.nextInt(10))
                            .append('.')
                            .append(random.nextLong(afterPoint));
                }
                out.append(line).append('\n');
            }
        }
    }
}
