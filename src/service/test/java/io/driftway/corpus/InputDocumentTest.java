package io.driftway.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Reason;
import io.driftway.core.batch.WarningCode;
import io.driftway.support.Modules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/input.md lists the codes that there are, in their order, each with what to do, and names tests that exist. */
class InputDocumentTest {

    private static final Pattern CODE = Pattern.compile("\\| `(\\w+)` \\| [^|]+ \\| [^|]+ \\|");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");

    private static String section(String title) throws IOException {
        String text = Files.readString(Path.of("docs", "input.md"));
        String rest = text.substring(text.indexOf("## " + title));
        int end = rest.indexOf("\n## ");
        return end < 0 ? rest : rest.substring(0, end);
    }

    private static List<String> codes(String title) throws IOException {
        return section(title)
                .lines()
                .map(CODE::matcher)
                .filter(line -> line.matches())
                .map(line -> line.group(1))
                .toList();
    }

    @Test
    void everyReasonIsThereAndThereAreAtMostForty() throws IOException {
        assertThat(codes("Reasons"))
                .isEqualTo(Arrays.stream(Reason.values()).map(Reason::code).toList())
                .hasSizeLessThanOrEqualTo(40);
    }

    @Test
    void everyWarningIsThere() throws IOException {
        assertThat(codes("Warnings"))
                .isEqualTo(Arrays.stream(WarningCode.values())
                        .map(WarningCode::code)
                        .toList());
    }

    @Test
    void theTestsOfTheLimitsExist() throws IOException {
        List<String> names = Modules.java("test").stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .toList();
        assertThat(TEST.matcher(section("Limits")).results().map(found -> found.group(1)))
                .isNotEmpty()
                .allSatisfy(test -> assertThat(names).contains(test));
    }
}
