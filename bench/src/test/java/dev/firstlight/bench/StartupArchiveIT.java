package dev.firstlight.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.firstlight.bench.record.PlanJson;
import dev.firstlight.bench.record.RecordLog;
import dev.firstlight.conformance.model.TinyModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of real instances, made by training runs with a tiny model. */
class StartupArchiveIT {
  private static final Path HOME = Path.of(System.getProperty("firstlight.home", ""));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir Path folder;

  @Test
  void compare_onTheRunningJdk_makesAnArchiveForEachTargetAndKeepsIt() throws IOException {
    Path model = TinyModels.classifier(folder.resolve("model"));
    compare(model, "lambda,gcf,server", "first");
    assertEquals(3, count(text(err), "making a startup archive"), text(err));

    compare(model, "lambda,gcf,server", "second");
    assertEquals(3, count(text(err), "making a startup archive"), text(err));
    for (String run : List.of("first", "second")) {
      List<String> archives =
          PlanJson.read(Files.readAllBytes(folder.resolve(run + "/plan.json"))).jvm().archives();
      assertEquals(3, archives.size(), archives.toString());
    }
  }

  @Test
  void compare_onJdk25_startsFromAnAotCache() throws IOException {
    Optional<Path> jdk = jdk25();
    assumeTrue(jdk.isPresent(), "no JDK 25 in JAVA_HOME_25 or /usr/lib/jvm");
    Path model = TinyModels.embedder(folder.resolve("model"));
    compare(model, "lambda", "run", "--java", jdk.orElseThrow().toString());
    assertTrue(
        Files.readString(folder.resolve("run/plan.json")).contains("lambda onnx file AOT CACHE"),
        text(err));
  }

  @Test
  void bundle_startsWithoutTheCheckoutAndPassesOverAStaleArchive() throws Exception {
    Path model = TinyModels.tensors(folder.resolve("model"));
    assertEquals(
        FirstlightCommand.OK,
        run("bundle", "server", "--model", model.toString(), "--out", "bundle"),
        text(err));
    String fresh = start();
    assertTrue(!fresh.contains("firstlight:"), fresh);

    try (Stream<Path> jars = Files.list(folder.resolve("bundle/lib"))) {
      Path core =
          jars.filter(jar -> jar.getFileName().toString().startsWith("firstlight-core"))
              .findFirst()
              .orElseThrow();
      Files.write(core, new byte[1], java.nio.file.StandardOpenOption.APPEND);
    }
    String stale = start();
    assertTrue(stale.contains("changed after the startup archive was made"), stale);
  }

  @Test
  void bundle_intoAFolderWithFiles_isRefused() throws IOException {
    Path model = TinyModels.tensors(folder.resolve("model"));
    assertEquals(
        FirstlightCommand.USAGE,
        run("bundle", "server", "--model", model.toString(), "--out", "model"));
    assertTrue(text(err).contains("is not empty"), text(err));
  }

  /** What the script and its JVM say of settings that are wrong, which end it at once. */
  private String start() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(folder.resolve("bundle/start").toString()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("FIRSTLIGHT_MODEL", folder.resolve("absent").toString());
    builder.environment().put("PORT", "not a port");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor() != 0, said);
    assertTrue(said.contains("not a port"), said);
    return said;
  }

  private void compare(Path model, String targets, String out, String... more) throws IOException {
    List<String> words =
        new java.util.ArrayList<>(
            List.of(
                "compare",
                "--model",
                model.toString(),
                "--targets",
                targets,
                "--cold",
                "1",
                "--warm",
                "1",
                "--out",
                out));
    words.addAll(List.of(more));
    run(words.toArray(String[]::new));
    assertEquals(
        Optional.empty(),
        RecordLog.read(folder.resolve(out).resolve("records.jsonl")).stream()
            .flatMap(record -> record.error().stream())
            .findFirst());
  }

  private static Optional<Path> jdk25() throws IOException {
    String named = System.getenv("JAVA_HOME_25");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    Path installed = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(installed)) {
      return Optional.empty();
    }
    try (Stream<Path> homes = Files.list(installed)) {
      return homes
          .filter(home -> home.getFileName().toString().contains("25"))
          .filter(home -> Files.isExecutable(home.resolve("bin/java")))
          .findFirst();
    }
  }

  private int run(String... arguments) {
    return Commands.run(HOME, folder, out, err, arguments);
  }

  private static int count(String text, String part) {
    return text.split(part, -1).length - 1;
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
