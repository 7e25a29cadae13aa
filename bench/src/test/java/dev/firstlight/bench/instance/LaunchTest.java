package dev.firstlight.bench.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.firstlight.bench.jvm.InstanceJvm;
import dev.firstlight.bench.jvm.JavaHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchTest {
  private static final ModelPlace FOLDER =
      new ModelPlace("/model", Map.of(), Optional.empty(), false);
  private static final ModelPlace BUCKET =
      new ModelPlace(
          "s3://models/model", Map.of("AWS_REGION", "eu-west-1"), Optional.of("core/s3"), true);

  @TempDir Path home;

  @BeforeEach
  void build() throws IOException {
    module("server-handler", "server-handler", "core", "json", "onnx", "ort", "vertx");
    module("core/runtime", "core", "json");
    module("core/onnx", "onnx", "core", "json", "ort");
    module("core/tensorflow", "tensorflow", "core", "json", "tf");
    module("core/s3", "s3", "core", "json", "aws");
  }

  @Test
  void classPath_withOnnxRuntime_isTheHandlersOwn() {
    assertEquals(
        List.of("server-handler", "core", "json", "onnx", "ort", "vertx"),
        names(launch(FOLDER, "onnx", List.of())));
  }

  @Test
  void classPath_withAnotherRuntime_hasThatInPlaceOfOnnxRuntime() {
    assertEquals(
        List.of("server-handler", "core", "json", "vertx", "tensorflow", "tf"),
        names(launch(FOLDER, "tensorflow", List.of())));
  }

  @Test
  void classPath_withAStore_hasItToo() {
    assertEquals(
        List.of("server-handler", "core", "json", "onnx", "ort", "vertx", "s3", "aws"),
        names(launch(BUCKET, "onnx", List.of())));
  }

  @Test
  void classPath_withARuntimeOfSomebodyElse_hasTheJarsThatWereAdded() {
    assertEquals(
        List.of("server-handler", "core", "json", "vertx", "theirs"),
        names(launch(FOLDER, "theirs", List.of(home.resolve("firstlight-theirs.jar")))));
  }

  @Test
  void environment_hasThePlaceAndNothingOfThisProcess() {
    assertEquals(
        Map.of(
            "AWS_REGION", "eu-west-1",
            "FIRSTLIGHT_MODEL", "s3://models/model",
            "FIRSTLIGHT_RUNTIME", "onnx",
            "FIRSTLIGHT_CACHE_DIRECTORY", home.toString(),
            "FIRSTLIGHT_CPUS", "2"),
        launch(BUCKET, "onnx", List.of()).environment());
  }

  private Launch launch(ModelPlace place, String runtime, List<Path> more) {
    return new Launch(
        home, place, runtime, home, 2, more, InstanceJvm.plain(JavaHome.current()), List.of());
  }

  private static List<String> names(Launch launch) {
    return launch.classPath("server-handler").stream()
        .map(jar -> jar.getFileName().toString().replaceAll("firstlight-|\\.jar", ""))
        .toList();
  }

  /** A module as the build leaves it: its jar, and the list of what it needs. */
  private void module(String folder, String own, String... needed) throws IOException {
    Path target = Files.createDirectories(home.resolve(folder).resolve("target"));
    Files.createFile(target.resolve("firstlight-" + own + ".jar"));
    String list =
        List.of(needed).stream()
            .map(name -> jar(name).toString())
            .collect(Collectors.joining(java.io.File.pathSeparator));
    Files.writeString(target.resolve("runtime.classpath"), list);
  }

  /** Firstlight's own modules lie where they were built, the others anywhere. */
  private Path jar(String name) {
    String file = "firstlight-" + name + ".jar";
    return switch (name) {
      case "core" -> home.resolve("core/runtime/target").resolve(file);
      case "onnx" -> home.resolve("core/onnx/target").resolve(file);
      default -> home.resolve("repository").resolve(name + ".jar");
    };
  }
}
