package dev.firstlight.bench.image;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.firstlight.conformance.process.ChildProcess;
import dev.firstlight.conformance.process.ProgramCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * The images under test, each built once for all test classes, on a base of Debian's packages. They
 * lie in a folder of their own, which goes with the last test. Where {@code firstlight.image} names
 * an image that the user has built, that one is tried. Where containers cannot run, tests are
 * skipped, and say why.
 */
final class BuiltImages implements BeforeAllCallback {
  private static final Path HOME = Path.of(System.getProperty("firstlight.home", ""));
  private static final Optional<String> GIVEN =
      Optional.ofNullable(System.getProperty("firstlight.image"));
  private static final Duration BUILD = Duration.ofMinutes(8);

  private final String target;
  private String image = "";
  private Podman podman = Podman.ofUser();

  /** The image of that target. */
  BuiltImages(String target) {
    this.target = target;
  }

  String image() {
    return image;
  }

  Podman podman() {
    return podman;
  }

  /** The largest memory size to try, in MB; Lambda's are from 128 to 10,240. */
  static int memoryMegabytes() {
    return Integer.getInteger("firstlight.image.memory", 2048);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    if (GIVEN.isPresent()) {
      Optional<String> absence = podman.absence();
      assumeTrue(absence.isEmpty(), () -> "images are not tried: " + absence.orElse(""));
      image = GIVEN.get();
      return;
    }
    Workshop workshop =
        context
            .getRoot()
            .getStore(Namespace.create(BuiltImages.class))
            .computeIfAbsent(Workshop.class, type -> Workshop.open(), Workshop.class);
    assumeTrue(
        workshop.absence().isEmpty(), () -> "images are not tried: " + workshop.absence().get());
    podman = workshop.podman();
    image = workshop.build(target);
  }

  /** Builds images, and keeps them until it is closed. */
  private record Workshop(
      Path folder, Podman podman, Optional<String> absence, Map<String, String> built)
      implements AutoCloseable {
    static Workshop open() {
      try {
        Path folder = Files.createTempDirectory("firstlight-images");
        Podman podman = Podman.in(folder);
        return new Workshop(folder, podman, absence(podman), new HashMap<>());
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException("no folder for images", e);
      }
    }

    private static Optional<String> absence(Podman podman) throws InterruptedException {
      if (!"root".equals(System.getProperty("user.name"))) {
        return Optional.of("debootstrap makes a base as root only");
      }
      if (!Files.isExecutable(Path.of("/usr/sbin/debootstrap"))) {
        return Optional.of("there is no debootstrap to make a base with");
      }
      return podman.absence();
    }

    String build(String target) throws IOException, InterruptedException {
      String image = built.get(target);
      if (image == null) {
        image = "firstlight-test/" + target;
        List<String> words = new ArrayList<>();
        // Packages come over the network, which the tests do not have.
        String outside = System.getProperty("firstlight.outside");
        if (outside != null) {
          words.addAll(List.of("nsenter", "--net=" + outside));
        }
        words.add(HOME.resolve("images/build").toString());
        words.addAll(List.of(target, "--base", "debian", "--engine", "podman", "--tag", image));
        Map<String, String> variables = new HashMap<>(podman.variables());
        variables.put("FL_BUILT", "yes");
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        ProgramCommand command =
            ProgramCommand.of(words.toArray(String[]::new)).withVariables(variables);
        try (ChildProcess process = ChildProcess.start(command)) {
          if (process.awaitExit(BUILD) != 0) {
            throw new IOException("the image was not built:\n" + process.tail());
          }
        }
        built.put(target, image);
      }
      return image;
    }

    @Override
    public void close() throws IOException {
      try {
        if (absence.isEmpty()) {
          podman.output(List.of("rm", "--all", "--force", "--time=0"));
          podman.output(List.of("rmi", "--all", "--force"));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        remove(folder);
      }
    }

    private static void remove(Path tree) throws IOException {
      List<Path> paths;
      try (Stream<Path> walk = Files.walk(tree)) {
        paths = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : paths) {
        Files.deleteIfExists(path);
      }
    }
  }
}
