package io.driftway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrainCommandTest {

    @Test
    void theTrainerStartsOnAnEmptyStoreAndSaysWhatIsMissing(@TempDir Path folder) {
        StringWriter err = new StringWriter();

        int code = Driftway.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute("retrain", "--driftway.store.kind=folder", "--driftway.store.folder=" + folder);

        assertThat(code).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("driftway: there is no champion in the store; driftway publish makes one");
    }
}
