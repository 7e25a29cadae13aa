package dev.firstlight.conformance.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How to start a JVM.
 *
 * @param java the launcher
 * @param flags of the JVM, before the main class
 * @param classPath jars and folders, in order
 * @param mainClass the class to run
 * @param arguments of the program
 * @param environment its variables; of this process's own ones it gets only those that a JVM needs
 */
public record JavaCommand(
    Path java,
    List<String> flags,
    List<Path> classPath,
    String mainClass,
    List<String> arguments,
    Map<String, String> environment)
    implements StartCommand {
  public JavaCommand {
    flags = List.copyOf(flags);
    classPath = List.copyOf(classPath);
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /** Runs a class on the JDK that runs this one, without flags, arguments and environment. */
  public static JavaCommand of(List<Path> classPath, String mainClass) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new JavaCommand(java, List.of(), classPath, mainClass, List.of(), Map.of());
  }

  public JavaCommand withJava(Path other) {
    return new JavaCommand(other, flags, classPath, mainClass, arguments, environment);
  }

  public JavaCommand withFlags(List<String> other) {
    return new JavaCommand(java, other, classPath, mainClass, arguments, environment);
  }

  public JavaCommand withArguments(List<String> other) {
    return new JavaCommand(java, flags, classPath, mainClass, other, environment);
  }

  public JavaCommand withEnvironment(Map<String, String> other) {
    return new JavaCommand(java, flags, classPath, mainClass, arguments, other);
  }

  /**
   * The class path of a module that Maven has packaged: its jar, and the jars in the {@code
   * runtime.classpath} that the build wrote beside it.
   *
   * @param target the module's {@code target} folder
   * @throws IOException if the module has not been packaged
   */
  public static List<Path> classPathOf(Path target) throws IOException {
    Path list = target.resolve("runtime.classpath");
    if (!Files.isRegularFile(list)) {
      throw new IOException(list + " is not there; build the module first (mvn package)");
    }
    List<Path> path = new ArrayList<>();
    try (Stream<Path> files = Files.list(target)) {
      files
          .filter(file -> file.getFileName().toString().matches("firstlight-.*\\.jar"))
          .filter(
              file -> !file.getFileName().toString().matches(".*-(sources|javadoc|tests)\\.jar"))
          .forEach(path::add);
    }
    if (path.size() != 1) {
      throw new IOException(target + " should have one firstlight-*.jar, but has " + path);
    }
    for (String entry : Files.readString(list).trim().split(File.pathSeparator, -1)) {
      path.add(Path.of(entry));
    }
    return path;
  }

  /** The class path goes by a variable, since it can be too long for a word. */
  @Override
  public Map<String, String> variables() {
    Map<String, String> variables = new HashMap<>(environment);
    variables.put(
        "CLASSPATH",
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    return variables;
  }

  @Override
  public Optional<Path> directory() {
    return Optional.empty();
  }

  @Override
  public List<String> words() {
    List<String> words = new ArrayList<>();
    words.add(java.toString());
    words.addAll(flags);
    words.add(mainClass);
    words.addAll(arguments);
    return words;
  }
}
