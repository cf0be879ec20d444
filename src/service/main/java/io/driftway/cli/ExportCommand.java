package io.driftway.cli;

import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.format.bundle.BundleFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the model of a bundle as an ONNX file. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes the model of a bundle as an ONNX file for other programs.")
@SuppressWarnings("NullAway.Init")
final class ExportCommand implements Runnable {

    @Option(names = "--model", required = true, paramLabel = "FOLDER", description = "A model bundle.")
    private Path bundle;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the ONNX file is written.")
    private Path out;

    @Override
    public void run() {
        byte[] onnx;
        try {
            onnx = BundleFolder.read(bundle).files().get(Bundle.ONNX);
        } catch (BrokenBundle broken) {
            throw new BadInput(broken.line());
        }
        if (onnx == null) {
            throw new BadInput(bundle + ": was written before bundles had a " + Bundle.ONNX + "; train it again");
        }
        try {
            Files.write(out, onnx);
        } catch (IOException failure) {
            throw new BadInput(out + ": cannot be written, " + failure + "; give --out another file");
        }
    }
}
