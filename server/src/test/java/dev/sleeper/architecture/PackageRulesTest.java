package dev.sleeper.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Who may depend on whom, over the main classes of all modules; `docs/architecture.md` draws the same picture.
class PackageRulesTest {

    /// Package roots in order: each may use those before it, and none after it.
    private static final List<String> LAYERS =
            List.of("environment", "objectstore", "log", "schema", "row", "rowfile", "table", "engine", "server");

    private static final JavaClasses SLEEPER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // What modules share for tests comes as a jar once they are packaged.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.sleeper");

    @Test
    void everyClassLivesInAKnownLayer() {
        classes()
                .should()
                .resideInAnyPackage(LAYERS.stream().map(PackageRulesTest::tree).toArray(String[]::new))
                .because("docs/architecture.md and this test list every package root; add a new one to both")
                .check(SLEEPER);
    }

    @TestFactory
    Stream<DynamicTest> aLayerUsesOnlyThoseBelowIt() {
        return LAYERS.stream()
                .map(layer -> DynamicTest.dynamicTest(layer, () -> {
                    String[] above = LAYERS.stream()
                            .skip(LAYERS.indexOf(layer) + 1L)
                            .map(PackageRulesTest::tree)
                            .toArray(String[]::new);
                    noClasses()
                            .that()
                            .resideInAPackage(tree(layer))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(above)
                            .because("layers point one way: move what is needed down, or pass it in from above")
                            .allowEmptyShould(true)
                            .check(SLEEPER);
                }));
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching("dev.sleeper.(**)")
                .should()
                .beFreeOfCycles()
                .because("packages that need each other are one package, or hide a third that both need")
                .check(SLEEPER);
    }

    @Test
    void onlyRowfileSeesTheParquetFormat() {
        only("rowfile", "org.apache.parquet..", "shaded.parquet..", "com.github.luben..", "org.apache.datasketches..");
    }

    @Test
    void onlyTheEngineSeesHardwood() {
        only("engine", "dev.hardwood..");
    }

    @Test
    void onlyTheServerSeesArrowHelidonAndPicocli() {
        only("server", "org.apache.arrow..", "io.helidon..", "picocli..", "ch.qos.logback..");
    }

    @Test
    void nothingBelowTheWiringReachesForClockRandomnessOrThreads() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.sleeper.environment..")
                .should(new AmbientCalls())
                .because("a seeded simulator must be able to run the real code")
                .check(SLEEPER);
    }

    @Test
    void theBanOnAmbientCallsSeesThoseThatTheEnvironmentMakes() {
        ArchRule rule = noClasses().should(new AmbientCalls());

        assertThat(rule.evaluate(SLEEPER).getFailureReport().toString())
                .contains("Instant.now()")
                .contains("System.nanoTime()")
                .contains("Thread.sleep(")
                .contains("SecureRandom.<init>()")
                .contains("Executors.newFixedThreadPool(");
    }

    private void only(String layer, String... packages) {
        ArchCondition<JavaClass> seeThem =
                ArchConditions.dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage(packages));
        noClasses()
                .that()
                .resideOutsideOfPackage(tree(layer))
                .should(seeThem)
                .because("one layer fences in each heavy dependency: go through the types of dev.sleeper." + layer)
                .check(SLEEPER);
    }

    private static String tree(String layer) {
        return "dev.sleeper." + layer + "..";
    }
}
