package dev.firstlight.onnx;

import ai.onnxruntime.OrtEnvironment;
import dev.firstlight.fault.StartException;
import dev.firstlight.runtime.NativeCache;
import dev.firstlight.runtime.RuntimeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Puts ONNX Runtime's native libraries where its Java part looks for them. */
final class OnnxNatives {
  /** Where ONNX Runtime looks before it unpacks anything; its own documented property. */
  static final String PATH_PROPERTY = "onnxruntime.native.path";

  /** Only the GPU build has these; it loads them from beside the others. */
  private static final List<String> OPTIONAL =
      List.of(
          "onnxruntime_providers_shared",
          "onnxruntime_providers_cuda",
          "onnxruntime_providers_tensorrt");

  private static final List<String> REQUIRED = List.of("onnxruntime", "onnxruntime4j_jni");

  private final String version;

  OnnxNatives(String version) {
    this.version = version;
  }

  /** Does nothing where the property is set already, as an image that has them in place does. */
  void provide(RuntimeOptions options) {
    if (System.getProperty(PATH_PROPERTY) != null) {
      return;
    }
    Path directory =
        options.nativeDirectory().map(OnnxNatives::check).orElseGet(() -> unpack(options));
    System.setProperty(PATH_PROPERTY, directory.toString());
  }

  private static Path check(Path directory) {
    for (String library : REQUIRED) {
      Path file = directory.resolve(System.mapLibraryName(library));
      if (!Files.isReadable(file)) {
        throw new StartException(
            StartException.Kind.RUNTIME,
            "native-directory \""
                + directory
                + "\" has no readable "
                + file.getFileName()
                + "; put ONNX Runtime's libraries there, or leave the setting out to unpack them");
      }
    }
    return directory;
  }

  private Path unpack(RuntimeOptions options) {
    ClassLoader loader = OrtEnvironment.class.getClassLoader();
    List<String> resources = new ArrayList<>();
    REQUIRED.forEach(library -> resources.add(resource(System.mapLibraryName(library))));
    for (String library : OPTIONAL) {
      String resource = resource(System.mapLibraryName(library));
      if (OrtEnvironment.class.getResource(resource) != null) {
        resources.add(resource);
      }
    }
    return new NativeCache(options.cacheDirectory())
        .unpack("onnxruntime", version, loader, resources);
  }

  /** Where the class path has a library's file for this machine. */
  static String resource(String file) {
    return "/ai/onnxruntime/native/" + platform() + "/" + file;
  }

  /** Operating system and architecture in ONNX Runtime's words. */
  private static String platform() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    String system = os.contains("mac") ? "osx" : os.contains("win") ? "win" : "linux";
    return system + "-" + (arch.equals("amd64") || arch.equals("x86_64") ? "x64" : arch);
  }
}
