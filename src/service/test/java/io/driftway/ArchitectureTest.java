package io.driftway;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;

@AnalyzeClasses(packages = "io.driftway", importOptions = ArchitectureTest.WithoutTests.class)
class ArchitectureTest {

    /** Leaves out the tests of all modules, in folders or in jars. */
    static final class WithoutTests implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/") && !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule coreIsPlainJava = classes()
            .that()
            .resideInAPackage("io.driftway.core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.driftway.core..",
                    "java..",
                    "org.jspecify.annotations..",
                    "org.slf4j..",
                    "org.apache.commons.statistics..")
            .because("core computes without knowing who calls: it outlives Camel, Spring, Azure and Smile");

    @ArchTest
    static final ArchRule smileStaysInTraining = noClasses()
            .that()
            .resideOutsideOfPackage("io.driftway.smile..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("smile..")
            .because("Smile is GPL-3 and slow to score with: only the trainer may need it");

    @ArchTest
    static final ArchRule onnxRuntimeIsAPlug = noClasses()
            .that()
            .resideOutsideOfPackage("io.driftway.onnx..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.onnxruntime..")
            .because("ONNX Runtime is optional: without it everything works but models that were given as ONNX");

    @ArchTest
    static final ArchRule nothingIsWrittenByTheLocaleOfTheMachine = noClasses()
            .should()
            .callMethod(String.class, "formatted", Object[].class)
            .orShould()
            .callMethod(String.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(String.class, "toLowerCase")
            .orShould()
            .callMethod(String.class, "toUpperCase")
            .orShould()
            .callMethod(PrintStream.class, "printf", String.class, Object[].class)
            .orShould()
            .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
            .because("numbers, texts and messages are the same on every machine");

    @ArchTest
    static final ArchRule adaptersDoNotSeeEachOther = slices().matching("io.driftway.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(resideInAnyPackage("io.driftway.app..", "io.driftway.cli.."), alwaysTrue())
            .ignoreDependency(alwaysTrue(), resideInAnyPackage("io.driftway.core.."))
            .because("an adapter is a plug: app and cli put them together");

    @ArchTest
    static void coreIsALine(JavaClasses classes) {
        List<String> line = List.of(
                "batch",
                "model",
                "profile",
                "estimate",
                "drift",
                "decision",
                "retrain",
                "ledger",
                "labels",
                "lifecycle",
                "pipeline",
                "stream");
        for (int i = 0; i < line.size(); i++) {
            String[] later = line.subList(i + 1, line.size()).stream()
                    .map(name -> "io.driftway.core." + name + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("io.driftway.core." + line.get(i) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(later)
                    .because("each package of core builds on those before it: " + String.join(" <- ", line))
                    .check(classes);
        }
    }

    @ArchTest
    static final ArchRule nothingPointsBackAtTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage("io.driftway.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.driftway.cli..")
            .because("cli starts what app puts together: cli -> app -> adapters -> core");
}
