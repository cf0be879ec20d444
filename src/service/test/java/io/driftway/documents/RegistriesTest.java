package io.driftway.documents;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftway.support.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages come from where the machine that builds has its packages from: nothing here names a registry. */
class RegistriesTest {

    private static final Pattern HOST = Pattern.compile(
            // apt
            "(deb|security|snapshot|ftp[.\\w]*)\\.debian\\.org|(archive|security|ports)\\.ubuntu\\.com"
                    // Maven
                    + "|repo1?\\.maven\\.(apache\\.)?org|(oss|s01\\.oss|central)\\.sonatype\\.(org|com)"
                    + "|repository\\.apache\\.org|repo\\.spring\\.io|plugins\\.gradle\\.org"
                    // npm, PyPI, Go
                    + "|registry\\.(npmjs\\.org|yarnpkg\\.com|npmmirror\\.com)|(pypi|pythonhosted)\\.org|proxy\\.golang\\.org"
                    // images
                    + "|(registry-1|index|auth)\\.docker\\.io|(registry\\.)?hub\\.docker\\.com",
            Pattern.CASE_INSENSITIVE);

    @Test
    void noTrackedFileNamesARegistry() throws IOException {
        assumeTrue(Files.exists(Path.of(".git")), "SKIPPED: these files are no checkout of git");
        Tool git = Tool.run("git", "ls-files", "-z");
        assertThat(git.exit()).as(git.errors()).isZero();
        List<Path> tracked = Stream.of(git.output().split("\0"))
                .map(Path::of)
                .filter(Files::isRegularFile)
                .toList();
        assertThat(tracked).hasSizeGreaterThan(100).allSatisfy(file -> assertThat(
                        HOST.matcher(Files.readString(file, ISO_8859_1))
                                .results()
                                .map(found -> found.group()))
                .as("%s", file)
                .isEmpty());
    }

    @Test
    void mavenIsToldOfNoRepository() throws IOException {
        assertThat(Files.readString(Path.of("pom.xml")))
                .doesNotContain("<repository>", "<pluginRepository>", "<snapshotRepository>");
    }

    @Test
    void theLockedPackagesOfTheTestsHaveADigestAndNoAddress() throws IOException {
        JsonNode lock = new ObjectMapper()
                .readTree(Path.of("src/service/test/npm/package-lock.json").toFile());

        assertThat(lock.path("packages").properties())
                .hasSizeGreaterThan(100)
                .filteredOn(locked -> !locked.getKey().isEmpty())
                .allSatisfy(locked -> {
                    assertThat(locked.getValue().has("integrity")).isTrue();
                    assertThat(locked.getValue().has("resolved")).isFalse();
                });
    }

    /** With an apt of its own, which knows the package only where it is told to look, and says where that was. */
    @Test
    void aPackageThatTheSuiteLacksComesFromTheArchiveOfTheMachine(@TempDir Path folder) throws IOException {
        Path apt = Files.writeString(folder.resolve("apt-get"), """
                #!/bin/sh
                case "$*" in
                    indextargets*Origin:?Debian*) echo mirror+file:/of/this/machine ;;
                    *trixie*) cp trixie.list kubectl.deb ;;
                    *) exit 100 ;;
                esac
                """);
        assertThat(apt.toFile().setExecutable(true)).isTrue();
        Path dpkg = Files.writeString(folder.resolve("dpkg"), "#!/bin/sh\nshift\ncp \"$1\" \"$2\"\n");
        assertThat(dpkg.toFile().setExecutable(true)).isTrue();

        Tool check = Tool.run(
                "sh",
                "-euc",
                "PATH=$1:$PATH; sed '$d' check >\"$1/functions\"; cd \"$1\"; . ./functions; unpack_package kubectl",
                "check",
                folder.toString());

        assertThat(check.exit()).as(check.errors()).isZero();
        assertThat(folder.resolve("target/tools/kubectl.deb"))
                .content()
                .matches("deb \\[signed-by=\\S+] mirror\\+file:/of/this/machine trixie main\n");
    }

    @Test
    void aMachineWithoutAnArchiveOfDebianIsToldSo(@TempDir Path folder) throws IOException {
        Path apt = Files.writeString(
                folder.resolve("apt-get"), "#!/bin/sh\n[ \"$1\" = indextargets ] || [ \"$1\" = update ]\n");
        assertThat(apt.toFile().setExecutable(true)).isTrue();

        Tool check = Tool.run(
                "sh",
                "-uc",
                "PATH=$1:$PATH; sed '$d' check >\"$1/functions\"; cd \"$1\"; . ./functions; unpack_package kubectl",
                "check",
                folder.toString());

        assertThat(check.exit()).isNotZero();
        assertThat(check.errors()).contains("the package sources of this machine name no archive of Debian");
    }
}
