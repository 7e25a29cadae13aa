package dev.firstlight.bench;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasModifiers;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The arrows between packages and modules, as the package-info files state them, and the house
 * rules on state and environment. All modules are on the class path of this test.
 */
class ArchitectureTest {
  private static final String ROOT = "dev.firstlight";

  /** Packages that read the environment and end processes, as they are where processes begin. */
  private static final List<String> ENTRY_POINTS =
      List.of(
          "dev.firstlight.lambda.FirstlightHandler",
          "dev.firstlight.lambda.FirstlightLambda",
          "dev.firstlight.gcf.FirstlightFunction",
          "dev.firstlight.server.FirstlightServer",
          "dev.firstlight.bench.Main");

  /** Hands the client's handler what was begun before it; decision 0016 says why. */
  private static final String HANDS_OVER = "dev.firstlight.lambda.FirstlightLambda";

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void packages_useOnlyWhatTheirArrowsAllow() {
    List<String> violations = new ArrayList<>();
    used()
        .forEach(
            (from, uses) -> {
              Set<String> forbidden = new TreeSet<>(uses);
              forbidden.removeAll(arrows().getOrDefault(from, Set.of()));
              forbidden.forEach(to -> violations.add(from + " uses " + to));
            });
    assertEquals(List.of(), violations);
  }

  @Test
  void packages_areAllKnownHere() {
    Set<String> known = new TreeSet<>(arrows().keySet());
    assertEquals(known, new TreeSet<>(classes.stream().map(JavaClass::getPackageName).toList()));
  }

  @Test
  void environment_isReadAtEntryPointsOnly() {
    noClasses()
        .that(DescribedPredicate.not(entryPoints()))
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(classes);
  }

  @Test
  void staticFields_areFinal() {
    fields().that().areStatic().and(notSynthetic()).should().beFinal().check(classes);
  }

  @Test
  void staticFields_areOfNoTypeMadeToChange() {
    List<String> changing =
        List.of(
            "java.util.HashMap",
            "java.util.LinkedHashMap",
            "java.util.ArrayList",
            "java.util.concurrent.ConcurrentHashMap",
            "java.util.concurrent.ConcurrentMap",
            "java.util.concurrent.atomic.AtomicBoolean",
            "java.util.concurrent.atomic.AtomicInteger",
            "java.util.concurrent.atomic.AtomicLong",
            "java.util.concurrent.atomic.AtomicReference",
            "java.lang.StringBuilder",
            "java.lang.ThreadLocal");
    for (String type : changing) {
      noFields()
          .that()
          .areStatic()
          .and()
          .areNotDeclaredIn(HANDS_OVER)
          .should()
          .haveRawType(type)
          .check(classes);
    }
  }

  @Test
  void localPlatforms_needNoTestFramework() {
    noClasses()
        .that(
            resideInAPackage("dev.firstlight.conformance.lambda")
                .or(resideInAPackage("dev.firstlight.conformance.process"))
                .or(resideInAPackage("dev.firstlight.conformance.store")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.junit..", "org.opentest4j..")
        .check(classes);
  }

  @Test
  void servingRuntimes_areTouchedByTheirModuleOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.firstlight.onnx")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.onnxruntime..")
        .check(classes);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.firstlight.djl")
        .should()
        .dependOnClassesThat(
            resideInAPackage("ai.djl..")
                .and(DescribedPredicate.not(resideInAPackage("ai.djl.huggingface..")))
                .as("of DJL beside its tokenizers"))
        .check(classes);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.firstlight.tensorflow")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.tensorflow..", "org.bytedeco..")
        .check(classes);
  }

  @Test
  void clouds_areTouchedByTheirStoresOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.firstlight.s3", "dev.firstlight.gcs")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("software.amazon..", "com.google.cloud.storage..", "com.google.auth..")
        .check(classes);
  }

  @Test
  void records_areImmutable() {
    classes().that().areRecords().should().haveOnlyFinalFields().check(classes);
  }

  private static DescribedPredicate<JavaClass> entryPoints() {
    return DescribedPredicate.describe(
        "entry points", type -> ENTRY_POINTS.contains(outermost(type).getName()));
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
  }

  private static DescribedPredicate<HasModifiers> notSynthetic() {
    return DescribedPredicate.describe(
        "not synthetic", member -> !member.getModifiers().contains(JavaModifier.SYNTHETIC));
  }

  /** Which of our packages each of our packages uses. */
  private Map<String, Set<String>> used() {
    Map<String, Set<String>> used = new TreeMap<>();
    for (JavaClass type : classes) {
      used.computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
          .addAll(
              type.getDirectDependenciesFromSelf().stream()
                  .map(dependency -> dependency.getTargetClass().getPackageName())
                  .filter(name -> name.equals(ROOT) || name.startsWith(ROOT + "."))
                  .filter(name -> !name.equals(type.getPackageName()))
                  .collect(toSet()));
    }
    return used;
  }

  private static Map<String, Set<String>> arrows() {
    Map<String, Set<String>> arrows = new TreeMap<>();
    // core/runtime
    allow(arrows, "tensor");
    allow(arrows, "fault");
    allow(arrows, "platform");
    allow(arrows, "json");
    allow(arrows, "config", "fault");
    allow(arrows, "model", "tensor", "json", "fault");
    allow(arrows, "store", "model", "fault", "platform");
    allow(arrows, "runtime", "model", "tensor", "fault", "platform");
    allow(arrows, "coldstart", "store", "runtime", "model", "json", "fault", "platform");
    allow(arrows, "inference", "tensor");
    allow(arrows, "protocol", "inference", "model", "tensor", "json", "fault");
    allow(arrows, "image", "model", "tensor", "fault");
    allow(arrows, "text", "runtime", "model", "tensor", "fault");
    allow(
        arrows,
        "pipeline",
        "image",
        "text",
        "protocol",
        "runtime",
        "model",
        "inference",
        "tensor",
        "fault");
    allow(
        arrows,
        "",
        "coldstart",
        "config",
        "fault",
        "image",
        "inference",
        "model",
        "pipeline",
        "platform",
        "protocol",
        "runtime",
        "store",
        "tensor");
    // core/onnx
    allow(arrows, "onnx", "runtime", "model", "tensor", "fault");
    // core/s3, core/gcs
    allow(arrows, "s3", "store", "model", "fault");
    allow(arrows, "gcs", "store", "model", "fault");
    // core/djl
    allow(arrows, "djl", "runtime", "model", "tensor", "fault");
    // core/tensorflow
    allow(arrows, "tensorflow", "runtime", "model", "tensor", "fault");
    // core/conformance
    allow(
        arrows,
        "conformance",
        "",
        "store",
        "conformance.store",
        "config",
        "conformance.lambda",
        "conformance.model",
        "conformance.process",
        "inference",
        "json",
        "model",
        "tensor",
        "fault");
    allow(arrows, "conformance.process", "conformance", "inference");
    allow(arrows, "conformance.lambda", "conformance", "conformance.process", "inference", "json");
    allow(arrows, "conformance.model", "model", "tensor");
    allow(arrows, "conformance.store");
    // handlers
    allow(arrows, "lambda", "", "config", "inference", "tensor", "fault", "platform");
    allow(arrows, "gcf", "", "config", "inference", "tensor", "fault");
    allow(
        arrows,
        "server",
        "",
        "config",
        "coldstart",
        "runtime",
        "inference",
        "platform",
        "tensor",
        "fault");
    // models
    allow(arrows, "models.graph", "tensor");
    allow(arrows, "models.network", "models.graph", "tensor");
    allow(arrows, "models.export", "models.graph", "tensor");
    allow(arrows, "models.onnx", "models.export", "models.graph", "tensor");
    allow(arrows, "models.tensorflow", "models.export", "models.graph", "tensor");
    allow(arrows, "models.pytorch", "models.export", "models.graph", "tensor");
    allow(
        arrows,
        "models",
        "models.graph",
        "models.network",
        "models.export",
        "models.onnx",
        "models.tensorflow",
        "models.pytorch",
        "model",
        "tensor",
        "fault");
    allow(
        arrows,
        "models.imports",
        "",
        "models.export",
        "models",
        "runtime",
        "model",
        "tensor",
        "json",
        "fault");
    allow(
        arrows,
        "models.prepare",
        "models",
        "models.export",
        "pipeline",
        "protocol",
        "inference",
        "coldstart",
        "runtime",
        "platform",
        "model",
        "tensor",
        "fault");
    allow(
        arrows,
        "models.catalogue",
        "models",
        "models.export",
        "models.imports",
        "model",
        "json",
        "fault");
    // bench
    allow(arrows, "bench.fault");
    allow(arrows, "bench.stats", "coldstart");
    allow(arrows, "bench.record", "coldstart", "json");
    allow(arrows, "bench.report", "bench.record", "bench.stats", "coldstart", "inference", "json");
    allow(arrows, "bench.jvm", "bench.fault", "platform");
    allow(arrows, "bench.isolation", "bench.fault", "conformance.process");
    allow(
        arrows,
        "bench.container",
        "bench.fault",
        "bench.instance",
        "bench.isolation",
        "conformance.process",
        "json");
    allow(arrows, "bench.platformlog", "json");
    allow(
        arrows,
        "bench.platform",
        "bench.fault",
        "bench.instance",
        "bench.isolation",
        "bench.platformlog",
        "conformance",
        "conformance.lambda",
        "conformance.process",
        "inference");
    allow(
        arrows,
        "bench.instance",
        "bench.fault",
        "bench.isolation",
        "bench.record",
        "bench.jvm",
        "conformance",
        "conformance.lambda",
        "conformance.process",
        "conformance.store",
        "inference",
        "model");
    allow(
        arrows,
        "bench.compare",
        "bench.container",
        "bench.fault",
        "bench.isolation",
        "bench.jvm",
        "bench.record",
        "bench.instance",
        "conformance",
        "coldstart",
        "inference",
        "json",
        "model",
        "models",
        "models.catalogue",
        "tensor",
        "fault");
    allow(
        arrows,
        "bench.study",
        "bench.compare",
        "bench.fault",
        "bench.record",
        "bench.report",
        "bench.stats",
        "coldstart",
        "conformance",
        "model",
        "tensor");
    allow(
        arrows,
        "bench.budget",
        "bench.fault",
        "bench.instance",
        "bench.jvm",
        "bench.record",
        "bench.stats",
        "coldstart",
        "conformance",
        "conformance.process",
        "inference");
    allow(
        arrows,
        "bench",
        "bench.budget",
        "bench.compare",
        "bench.container",
        "bench.fault",
        "bench.isolation",
        "bench.jvm",
        "bench.record",
        "bench.report",
        "bench.study",
        "bench.instance",
        "bench.isolation",
        "bench.platform",
        "bench.platformlog",
        "bench.stats",
        "coldstart",
        "conformance",
        "inference",
        "",
        "config",
        "json",
        "model",
        "models",
        "store",
        "models.catalogue",
        "models.imports",
        "models.prepare",
        "fault");
    return arrows;
  }

  private static void allow(Map<String, Set<String>> arrows, String from, String... to) {
    Set<String> allowed = new TreeSet<>();
    for (String name : to) {
      allowed.add(full(name));
    }
    arrows.put(full(from), allowed);
  }

  private static String full(String name) {
    return name.isEmpty() ? ROOT : ROOT + "." + name;
  }
}
