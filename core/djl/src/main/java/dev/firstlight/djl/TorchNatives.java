package dev.firstlight.djl;

import ai.djl.util.Utils;
import dev.firstlight.fault.StartException;
import dev.firstlight.runtime.LibraryVersion;
import dev.firstlight.runtime.NativeCache;
import dev.firstlight.runtime.RuntimeOptions;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts PyTorch's native libraries, and DJL's own beside them, where DJL looks first. Left alone it
 * would copy them to the home directory, or fetch them.
 */
final class TorchNatives {
  private static final String PATH = "PYTORCH_LIBRARY_PATH";
  private static final String FLAVOR = "PYTORCH_FLAVOR";
  private static final String EXCLUSION = "PYTORCH_LIBRARY_EXCLUSION";
  private static final String BINDING = "jnilib/pytorch.properties";
  private static final String BINDING_LIBRARY = System.mapLibraryName("djl_torch");

  private TorchNatives() {}

  /** PyTorch's version, as DJL's native part was built against it. */
  static String version() {
    String binding = bindingVersion();
    int end = binding.indexOf('-');
    return end < 0 ? binding : binding.substring(0, end);
  }

  /** Does nothing where DJL is told already, as by an image that has the libraries in place. */
  static void provide(RuntimeOptions options) {
    if (Utils.getEnvOrSystemProperty(PATH) != null) {
      return;
    }
    Optional<TorchBundle> bundle = TorchBundle.forThisMachine();
    Path directory;
    if (options.nativeDirectory().isPresent()) {
      directory = check(options.nativeDirectory().get());
      bundle.ifPresent(known -> leaveOutOthers(directory, known));
    } else {
      TorchBundle present = bundle.orElseThrow(() -> TorchBundle.missing(version()));
      directory = unpack(present, options);
    }
    String flavor =
        Files.exists(directory.resolve(System.mapLibraryName("torch_cuda")))
            ? bundle.map(TorchBundle::flavor).filter(TorchBundle::isCuda).orElse("cu")
            : TorchBundle.CPU;
    DjlEngines.set(FLAVOR, flavor);
    if (flavor.equals(TorchBundle.CPU)) {
      lookForNoGpu();
    }
    System.setProperty(PATH, directory.toString());
  }

  /** Whether the libraries that {@link #provide} chose can use nothing but the CPU. */
  static boolean areForCpu() {
    return TorchBundle.CPU.equals(Utils.getEnvOrSystemProperty(FLAVOR));
  }

  private static Path check(Path directory) {
    for (String library : List.of(System.mapLibraryName("torch"), BINDING_LIBRARY)) {
      if (!Files.isReadable(directory.resolve(library))) {
        throw new StartException(
            StartException.Kind.RUNTIME,
            "native-directory \""
                + directory
                + "\" has no readable "
                + library
                + "; put the libraries of ai.djl.pytorch:pytorch-native-cpu and pytorch-jni there, or leave the setting out to unpack them");
      }
    }
    return directory;
  }

  /** DJL loads every library of the folder, which may be shared with other runtimes. */
  private static void leaveOutOthers(Path directory, TorchBundle bundle) {
    List<String> others = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (!bundle.libraries().contains(name) && !name.equals(BINDING_LIBRARY)) {
          others.add(name);
        }
      }
    } catch (IOException e) {
      throw new StartException(
          StartException.Kind.RUNTIME,
          "native-directory \"" + directory + "\" cannot be listed: " + e.getMessage(),
          e);
    }
    if (!others.isEmpty()) {
      DjlEngines.set(EXCLUSION, String.join(",", others));
    }
  }

  private static Path unpack(TorchBundle bundle, RuntimeOptions options) {
    String binding = bindingVersion();
    if (!binding.startsWith(bundle.version() + "-")) {
      throw new StartException(
          StartException.Kind.RUNTIME,
          "the class path has PyTorch %s, but DJL's native part for it is %s; take ai.djl.pytorch:pytorch-jni %s-…"
              .formatted(bundle.version(), binding, bundle.version()));
    }
    List<String> resources = bundle.resources();
    resources.add("jnilib/" + bundle.classifier() + "/" + bundle.flavor() + "/" + BINDING_LIBRARY);
    return new NativeCache(options.cacheDirectory())
        .unpack("pytorch", binding + "-" + bundle.flavor(), DjlEngines.loader(), resources);
  }

  private static String bindingVersion() {
    return LibraryVersion.read(DjlEngines.loader(), BINDING, "jni_version");
  }

  /**
   * Spares the start DJL's look for CUDA, which unpacks another native library into the temporary
   * directory: with this property its class leaves the look to a process, which nobody starts.
   */
  private static void lookForNoGpu() {
    String fork = "ai.djl.util.cuda.fork";
    if (System.getProperty(fork) != null) {
      return;
    }
    System.setProperty(fork, "true");
    try {
      Class.forName("ai.djl.util.cuda.CudaUtils", true, DjlEngines.loader());
    } catch (ClassNotFoundException e) {
      // A DJL that looks in another way.
    } finally {
      System.clearProperty(fork);
    }
  }
}
