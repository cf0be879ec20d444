package io.driftway.demo;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Generated customers as a CSV file of any length: {@code GenerateCustomers file rows [seed] [drift]}. */
public final class GenerateCustomers {

    private GenerateCustomers() {}

    public static void main(String[] args) throws IOException {
        long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
        double drift = args.length > 3 ? Double.parseDouble(args[3]) : 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(Path.of(args[0])), 1 << 16)) {
            new Customers(seed).write(out, Integer.parseInt(args[1]), drift, true);
        }
    }
}
