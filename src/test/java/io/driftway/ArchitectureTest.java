package io.driftway;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.driftway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule coreIsPlainJava = classes()
            .that()
            .resideInAPackage("io.driftway.core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.driftway.core..", "java..", "org.jspecify.annotations..", "org.apache.commons.statistics..")
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
    static final ArchRule adaptersDoNotSeeEachOther = slices().matching("io.driftway.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(resideInAnyPackage("io.driftway.app..", "io.driftway.cli.."), alwaysTrue())
            .ignoreDependency(alwaysTrue(), resideInAnyPackage("io.driftway.core.."))
            .because("an adapter is a plug: app and cli put them together");

    @ArchTest
    static final ArchRule coreIsALine = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("batch")
            .definedBy("io.driftway.core.batch..")
            .optionalLayer("model")
            .definedBy("io.driftway.core.model..")
            .layer("profile")
            .definedBy("io.driftway.core.profile..")
            .optionalLayer("drift")
            .definedBy("io.driftway.core.drift..")
            .optionalLayer("verdict")
            .definedBy("io.driftway.core.verdict..")
            .optionalLayer("retrain")
            .definedBy("io.driftway.core.retrain..")
            .layer("ledger")
            .definedBy("io.driftway.core.ledger..")
            .whereLayer("batch")
            .mayOnlyBeAccessedByLayers("model", "profile", "drift", "verdict", "retrain", "ledger")
            .whereLayer("model")
            .mayOnlyBeAccessedByLayers("profile", "drift", "verdict", "retrain", "ledger")
            .whereLayer("profile")
            .mayOnlyBeAccessedByLayers("drift", "verdict", "retrain", "ledger")
            .whereLayer("drift")
            .mayOnlyBeAccessedByLayers("verdict", "retrain", "ledger")
            .whereLayer("verdict")
            .mayOnlyBeAccessedByLayers("retrain", "ledger")
            .whereLayer("retrain")
            .mayOnlyBeAccessedByLayers("ledger")
            .whereLayer("ledger")
            .mayNotBeAccessedByAnyLayer()
            .because(
                    "each package builds on those before it: batch <- model <- profile <- drift <- verdict <- retrain <- ledger");
}
