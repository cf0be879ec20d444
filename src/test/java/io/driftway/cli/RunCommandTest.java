package io.driftway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunCommandTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--driftway.store.kind=foo | driftway.store.kind must be azure or folder, got \"foo\"",
                "--driftway.ingest.max-attempts=many | driftway.ingest.max-attempts must be of type int, got \"many\"",
                "--driftway.retrain.cooldown=soon | driftway.retrain.cooldown must be of type duration, got \"soon\"",
                "--driftway.drift.breach-at=3 | driftway.drift.breach-at must be in [0, 1), got 3.0",
                "--driftway.drift.type-methods.cat=ks | driftway.drift: method ks does not apply to columns of type cat; of those that do there are chisquare, z, jensenshannon, psi, kl_div, hellinger, TVD, fisher_exact, g_test",
                "--driftway.drift.column-thresholds.fee=0 | driftway.drift: the threshold of fee must be a number above 0, got 0.0",
                "--bogus | unknown option --bogus; settings are given as --driftway.name=value"
            })
    void aNonsensicalSettingIsOneLineWithItsNameAndValue(String setting, String line) {
        StringWriter err = new StringWriter();

        int code = Driftway.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute("run", "--driftway.store.account=account", "--driftway.store.container=container", setting);

        assertThat(code).isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly("driftway: " + line);
    }
}
