package dev.firstlight.bench.jvm;

import dev.firstlight.bench.fault.BenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Java runtime that instances can run on.
 *
 * @param home its folder
 * @param feature its release, as 17 or 25
 * @param version what tells its builds apart: the JVM's version, its vendor, the architecture
 */
public record JavaHome(Path home, int feature, String version) {
  /** The oldest that runs Firstlight. */
  private static final int OLDEST = 17;

  private static final int PATIENCE_SECONDS = 60;

  public JavaHome {
    if (feature < OLDEST) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "\"%s\" is Java %d, but Firstlight needs 17 or later; name the home of a newer one"
              .formatted(home, feature));
    }
  }

  /** The one that runs this process. */
  public static JavaHome current() {
    Map<String, String> facts = new HashMap<>();
    System.getProperties().forEach((name, value) -> facts.put(name.toString(), value.toString()));
    return of(Path.of(System.getProperty("java.home")), facts);
  }

  /**
   * The one that lies there. It is asked, as neither its path nor its files can be trusted to tell.
   *
   * @throws BenchException of kind USAGE if there is none, or one that is too old
   */
  public static JavaHome at(Path home) {
    Path launcher = home.resolve("bin").resolve("java");
    if (!Files.isExecutable(launcher)) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "\"%s\" has no bin/java; name the home of a Java runtime, 17 or later".formatted(home));
    }
    try {
      return of(home, ask(launcher));
    } catch (IOException | NumberFormatException e) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "\"%s\" does not say which Java it is: %s; name the home of a Java runtime, 17 or later"
              .formatted(launcher, e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException(BenchException.Kind.INTERRUPTED, "interrupted", e);
    }
  }

  /** What starts it. */
  public Path launcher() {
    return home.resolve("bin").resolve("java");
  }

  private static JavaHome of(Path home, Map<String, String> facts) {
    String feature = fact(facts, "java.specification.version");
    String version =
        fact(facts, "java.vm.version")
            + " "
            + fact(facts, "java.vm.vendor")
            + ", "
            + fact(facts, "os.arch");
    // Java 8 calls itself 1.8.
    return new JavaHome(
        home, Integer.parseInt(feature.startsWith("1.") ? feature.substring(2) : feature), version);
  }

  private static String fact(Map<String, String> facts, String name) {
    return Optional.ofNullable(facts.get(name))
        .orElseThrow(() -> new NumberFormatException("it has no " + name));
  }

  private static Map<String, String> ask(Path launcher) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(launcher.toString(), "-XshowSettings:properties", "-version")
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.endsWith("JAVA_OPTIONS"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      Map<String, String> facts = new HashMap<>();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        int sign = line.indexOf(" = ");
        if (sign > 0) {
          facts.put(line.substring(0, sign).trim(), line.substring(sign + 3).trim());
        }
      }
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("it does not end");
      }
      return facts;
    } finally {
      process.destroyForcibly();
    }
  }
}
