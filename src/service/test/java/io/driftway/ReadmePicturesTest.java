package io.driftway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The pictures of the README; CONTRIBUTING says how they are taken. */
class ReadmePicturesTest {

    private static final Pattern PICTURE = Pattern.compile("!\\[[^\\]]+]\\(([^)]+)\\)");
    private static final long MOST_BYTES = 150 * 1024;

    private static List<Path> pictures() throws IOException {
        return PICTURE.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(found -> Path.of(found.group(1)))
                .toList();
    }

    @Test
    void theStatusPageAndAReportAreShown() throws IOException {
        assertThat(pictures()).contains(Path.of("docs/images/status.png"), Path.of("docs/images/report.png"));
    }

    @Test
    void everyPictureIsThereAsWideAsADesktopAndQuicklyLoaded() throws IOException {
        for (Path picture : pictures()) {
            assertThat(picture).isRegularFile();
            assertThat(Files.size(picture)).as(picture.toString()).isLessThan(MOST_BYTES);
            assertThat(ImageIO.read(picture.toFile()).getWidth())
                    .as(picture.toString())
                    .isEqualTo(1280);
        }
    }
}
