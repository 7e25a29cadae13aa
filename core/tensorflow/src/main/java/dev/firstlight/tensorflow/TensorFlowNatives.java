package dev.firstlight.tensorflow;

import dev.firstlight.fault.StartException;
import dev.firstlight.runtime.LibraryVersion;
import dev.firstlight.runtime.NativeCache;
import dev.firstlight.runtime.RuntimeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;
import org.tensorflow.internal.c_api.presets.tensorflow;

/**
 * Puts TensorFlow's native libraries where JavaCPP, which loads them, looks first. What a process
 * has set itself is left as it is; if it has used JavaCPP before, JavaCPP finds the libraries in
 * its own way.
 */
final class TensorFlowNatives {
  /** Where JavaCPP looks for libraries, and that it does so before it unpacks any. */
  private static final String PATH_PROPERTY = "org.bytedeco.javacpp.platform.preloadpath";

  private static final String PATHS_FIRST_PROPERTY = "org.bytedeco.javacpp.pathsFirst";

  /** Where JavaCPP keeps what it unpacks; it makes that folder even if it unpacks nothing. */
  private static final String CACHE_PROPERTY = "org.bytedeco.javacpp.cachedir";

  /**
   * JavaCPP collects garbage and then fails where the process has more resident memory than four
   * heaps, and asks the system for that at every allocation. A model's weights lie outside of the
   * heap, so that a large model beside a small heap is what is wanted here.
   */
  private static final List<String> LIMIT_PROPERTIES =
      List.of("org.bytedeco.javacpp.maxBytes", "org.bytedeco.javacpp.maxPhysicalBytes");

  private static final String RESOURCES = "org/tensorflow/internal/c_api/";
  private static final String VERSION =
      "META-INF/maven/org.tensorflow/tensorflow-core-native/pom.properties";

  /** The platforms that TensorFlow is built for, in JavaCPP's words. */
  private static final List<String> PLATFORMS =
      List.of("linux-x86_64", "linux-x86_64-gpu", "linux-arm64", "macosx-arm64", "windows-x86_64");

  /** What the build for 64-bit Arm needs beside the others. */
  private static final String OPENMP = "libomp-6196b3b5.so.5";

  private final ClassLoader loader;
  private final String platform;

  TensorFlowNatives() {
    this(tensorflow.class.getClassLoader(), Loader.Detector.getPlatform());
  }

  TensorFlowNatives(ClassLoader loader, String platform) {
    this.loader = loader;
    this.platform = platform;
  }

  /** The version of the Java part on the class path. */
  String version() {
    return LibraryVersion.read(loader, VERSION, "version");
  }

  /** Does nothing where the property is set already, as an image that has them in place does. */
  void provide(RuntimeOptions options) {
    for (String limit : LIMIT_PROPERTIES) {
      setIfAbsent(limit, "0");
    }
    if (System.getProperty(PATH_PROPERTY) != null) {
      return;
    }
    Path directory = directory(options);
    if (directory != null) {
      System.setProperty(PATH_PROPERTY, directory.toString());
      setIfAbsent(PATHS_FIRST_PROPERTY, "true");
    }
    setIfAbsent(
        CACHE_PROPERTY, options.cacheDirectory().toAbsolutePath().resolve("javacpp").toString());
  }

  /** Where the libraries are; null where only JavaCPP knows how they are called. */
  @Nullable Path directory(RuntimeOptions options) {
    List<String> libraries = libraries();
    if (options.nativeDirectory().isPresent()) {
      return check(options.nativeDirectory().get(), libraries);
    }
    String folder = folder();
    if (libraries.isEmpty()) {
      return null;
    }
    List<String> resources = new ArrayList<>();
    for (String library : libraries) {
      resources.add(folder + library);
    }
    if (loader.getResource(folder + OPENMP) != null) {
      resources.add(folder + OPENMP);
    }
    return new NativeCache(options.cacheDirectory())
        .unpack("tensorflow", version(), loader, resources);
  }

  private static Path check(Path directory, List<String> libraries) {
    for (String library : libraries) {
      if (!Files.isReadable(directory.resolve(library))) {
        throw new StartException(
            StartException.Kind.RUNTIME,
            "native-directory \""
                + directory
                + "\" has no readable "
                + library
                + "; put TensorFlow's libraries there, or leave the setting out to unpack them");
      }
    }
    return directory.toAbsolutePath();
  }

  /** The resources of this platform, those of the GPU build if it is there. */
  private String folder() {
    for (String candidate : List.of(platform + "-gpu", platform)) {
      if (has(candidate)) {
        return RESOURCES + candidate + "/";
      }
    }
    List<String> there = new ArrayList<>();
    for (String other : PLATFORMS) {
      if (has(other)) {
        there.add(other);
      }
    }
    throw new StartException(
        StartException.Kind.RUNTIME,
        "TensorFlow "
            + version()
            + " has no native library for "
            + platform
            + " on the class path; "
            + (there.isEmpty() ? "it has none at all" : "it has " + String.join(", ", there))
            + "; add org.tensorflow:tensorflow-core-native:"
            + version()
            + " with the classifier of one of "
            + String.join(", ", PLATFORMS)
            + ", or name the folder that has the library with native-directory");
  }

  private boolean has(String candidate) {
    String library =
        candidate.startsWith("windows")
            ? "jnitensorflow.dll"
            : candidate.startsWith("macosx") ? "libjnitensorflow.dylib" : "libjnitensorflow.so";
    return loader.getResource(RESOURCES + candidate + "/" + library) != null;
  }

  /** The files that make up the library; the last needs the others, which it finds beside it. */
  private List<String> libraries() {
    if (platform.startsWith("linux")) {
      return List.of(
          "libtensorflow_framework.so.2", "libtensorflow_cc.so.2", "libjnitensorflow.so");
    }
    if (platform.startsWith("macosx")) {
      return List.of(
          "libtensorflow_framework.2.dylib", "libtensorflow_cc.2.dylib", "libjnitensorflow.dylib");
    }
    return List.of();
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
