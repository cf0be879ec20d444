package io.driftway.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.format.onnx.HandMadeOnnx;
import io.driftway.format.onnx.HandMadeOnnx.Ints;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class OnnxAbsentTest {

    @Test
    void withoutOnnxRuntimeAnImportedModelIsRefusedInOneLine() throws Exception {
        List<URL> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            path.add(Path.of(entry).toUri().toURL());
        }
        try (URLClassLoader without = new WithoutOnnxRuntime(path.toArray(URL[]::new))) {
            Supplier<?> attempt = (Supplier<?>) without.loadClass(Attempt.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            assertThat(attempt.get())
                    .isEqualTo("model.onnx: ONNX Runtime is not there or does not run on this machine "
                            + "(ai/onnxruntime/OrtException); add com.microsoft.onnxruntime:onnxruntime to the class path, "
                            + "and a temporary folder that may be written");
        }
    }

    /** Loads all of this program again, as if the optional dependency had been left out. */
    private static final class WithoutOnnxRuntime extends URLClassLoader {
        WithoutOnnxRuntime(URL[] path) {
            super(path, ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("ai.onnxruntime.")) {
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }
    }

    /** What the other class loader runs. */
    public static final class Attempt implements Supplier<String> {
        @Override
        public String get() {
            try {
                OnnxForeignModelTest.open(HandMadeOnnx.classifier(new Ints("classlabels_int64s", 0, 1)), "Yes");
                return "it was opened";
            } catch (BrokenBundle refused) {
                return refused.line();
            }
        }
    }
}
