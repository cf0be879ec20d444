package io.driftway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever uses the library finds a sentence on each public type and method. The compiler's doclint checks what these sentences link to. */
class JavadocTest {

    private static final Path CORE = Path.of("src/core/main/java/io/driftway/core");

    @Test
    void everyPublicTypeAndMethodHasASentence() throws IOException {
        assertThat(silent(CORE)).isEmpty();
    }

    @Test
    void whatHasNoSentenceIsFound(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("Shape.java"), """
                /** Has an area. */
                public interface Shape {
                    double area();

                    /** Tells how it is drawn. */
                    String drawn();

                    record Square(double side) implements Shape {
                        @Override
                        public double area() {
                            return side * side;
                        }

                        double half() {
                            return side / 2;
                        }
                    }
                }
                """);

        assertThat(silent(folder)).containsExactly("Shape.java: area", "Shape.java: Square");
    }

    private static List<String> silent(Path folder) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.walk(folder)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    files,
                    null,
                    List.of(),
                    null,
                    files.getJavaFileObjectsFromPaths(
                            sources.filter(source -> source.toString().endsWith(".java"))
                                    .sorted()
                                    .toList()));
            DocTrees trees = DocTrees.instance(task);
            List<String> silent = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                new Silent(trees, unit, silent).scan(unit, false);
            }
            return silent;
        }
    }

    /** Visits what a user can reach; the parameter says whether that is in an interface, where everything is public. */
    private static final class Silent extends TreePathScanner<Void, Boolean> {

        private final DocTrees trees;
        private final CompilationUnitTree unit;
        private final List<String> found;

        Silent(DocTrees trees, CompilationUnitTree unit, List<String> found) {
            this.trees = trees;
            this.unit = unit;
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree type, Boolean inInterface) {
            // An anonymous class has no name.
            if (type.getSimpleName().isEmpty() || !isPublic(type.getModifiers(), inInterface)) {
                return null;
            }
            check(type.getSimpleName().toString());
            return super.visitClass(type, type.getKind() == Tree.Kind.INTERFACE);
        }

        @Override
        public Void visitMethod(MethodTree method, Boolean inInterface) {
            boolean inherits = method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
            // A constructor has no return type.
            if (method.getReturnType() != null && !inherits && isPublic(method.getModifiers(), inInterface)) {
                check(method.getName().toString());
            }
            return null;
        }

        private static boolean isPublic(ModifiersTree modifiers, boolean inInterface) {
            return modifiers.getFlags().contains(Modifier.PUBLIC)
                    || modifiers.getFlags().contains(Modifier.PROTECTED)
                    || inInterface && !modifiers.getFlags().contains(Modifier.PRIVATE);
        }

        private void check(String name) {
            String sentence = trees.getDocComment(getCurrentPath());
            if (sentence == null || sentence.isBlank()) {
                found.add(Path.of(unit.getSourceFile().toUri()).getFileName() + ": " + name);
            }
        }
    }
}
