package io.driftway.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.image.Advisory.Component;
import io.driftway.support.Modules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts as an answer to an advisory. {@link BillOfMaterialsIT} asks it of the jar. */
class AdvisoryTest {

    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))`");

    private static List<String> open(String advisory, String name, String version) throws IOException {
        return Advisory.open(Advisory.read(advisory), List.of(new Component(name, version)));
    }

    @Test
    void anAffectedVersionWithoutAnAnswerIsNamedWithItsRemedy() throws IOException {
        String advisory = """
                - id: CVE-1
                  about: a blob's name becomes a path
                  component: org.example:blob
                  affected: "[4.15.0,4.18.4),[4.19.0,4.22.0)"
                  fixed: 4.18.4, 4.22.0
                """;

        assertThat(open(advisory, "org.example:blob", "4.18.0"))
                .containsExactly(
                        "org.example:blob 4.18.0: CVE-1 (a blob's name becomes a path); fixed in 4.18.4, 4.22.0");
        assertThat(open(advisory, "org.example:blobs", "4.18.0")).isEmpty();
        assertThat(open(advisory + "  not-reachable: no blob is downloaded\n", "org.example:blob", "4.18.0"))
                .isEmpty();
    }

    @Test
    void anAnswerThatNothingNeedsAnyMoreMustGo() throws IOException {
        assertThat(open("""
                        - id: CVE-1
                          about: a path
                          component: org.example:blob
                          affected: "(,2)"
                          not-reachable: it is not called
                        """, "org.example:blob", "2.0"))
                .containsExactly("CVE-1: nothing in the jar needs the answer any more");
    }

    @Test
    void withoutARangeEveryVersionIsAffected() throws IOException {
        assertThat(open("- {id: CVE-1, about: all of it, component: ['a:b', 'org.example:*']}", "org.example:c", "99"))
                .containsExactly("org.example:c 99: CVE-1 (all of it); fixed in no version that is known here");
    }

    /** Where the plain order of letters is wrong. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(,4.18.10)      | 4.18.9        | true",
                "(,4.18.9)       | 4.18.10       | false",
                "(,4.1.137.Final)| 4.1.136.Final | true",
                "(,4.1.137.Final)| 4.1.137.Final | false",
                "(,4.1.137)      | 4.1.137.Final | false",
                "(,3.5.11]       | 3.5.11        | true",
                "(,3.5.11]       | 3.5.12        | false",
                "(,2.0)          | 2.0-rc1       | true",
                "(,2.0)          | 2.0.0         | false",
                "(,1.11.5),[1.12.0,1.12.1) | 1.11.5 | false",
                "(,1.11.5),[1.12.0,1.12.1) | 1.12.0 | true"
            })
    void versionsAreInMavensOrder(String affected, String version, boolean isAffected) throws IOException {
        String advisory = "- {id: CVE-1, about: it, component: 'a:b', affected: '" + affected + "'}";

        assertThat(!open(advisory, "a:b", version).isEmpty()).isEqualTo(isAffected);
    }

    @Test
    void aListThatCannotBeMeantIsRefused() {
        for (String advisory : List.of(
                "- {id: CVE-1, about: it, component: 'a:b', affected: '[2,1'}",
                "- {id: CVE-1, about: it, component: 'a:b', unreachable: why}",
                "- {id: CVE-1, about: it, component: []}",
                "- {id: CVE-1, id: CVE-2, about: it, component: 'a:b'}")) {
            assertThatThrownBy(() -> Advisory.read(advisory)).as(advisory).isInstanceOf(IOException.class);
        }
    }

    @Test
    void everyAnswerNamesATestThatIsThere() throws IOException {
        Set<String> tests = Modules.java("test").stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());

        assertThat(Advisory.read(Files.readString(Path.of("docs/advisories.yaml"))).stream()
                        .map(Advisory::notReachable)
                        .filter(Objects::nonNull))
                .isNotEmpty()
                .allSatisfy(answer -> {
                    List<String> named = TEST.matcher(answer)
                            .results()
                            .map((MatchResult found) -> found.group(1))
                            .toList();
                    assertThat(named).isNotEmpty();
                    assertThat(tests).containsAll(named);
                });
    }
}
