package dev.firstlight.conformance.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The runtime interface client's native library, unpacked once for all instances. The client would
 * unpack it at each start, always to one place, where two starts at a time disturb each other; a
 * container image has it unpacked as well.
 */
final class ClientLibrary implements AutoCloseable {
  /** The system property that tells the client where the library lies. */
  static final String PROPERTY =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

  private final Map<Path, Path> unpacked = new HashMap<>();
  private final Path folder;

  /**
   * None so far.
   *
   * @param folder that it is unpacked into, which instances must see under the same path
   */
  ClientLibrary(Path folder) {
    this.folder = folder;
  }

  /** The library for this machine, if the class path has the client's jar with one. */
  synchronized Optional<Path> from(List<Path> classPath) throws IOException {
    for (Path jar : classPath) {
      if (jar.getFileName().toString().contains("runtime-interface-client")) {
        Path known = unpacked.get(jar);
        return known != null ? Optional.of(known) : unpack(jar);
      }
    }
    return Optional.empty();
  }

  private Optional<Path> unpack(Path jar) throws IOException {
    String architecture = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String suffix = architecture.equals("aarch64") ? "aarch_64" : "x86_64";
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry("jni/libaws-lambda-jni.linux-" + suffix + ".so");
      if (entry == null) {
        return Optional.empty();
      }
      Path library = Files.createTempFile(folder, "libaws-lambda-jni", ".so");
      unpacked.put(jar, library);
      try (InputStream bytes = zip.getInputStream(entry)) {
        Files.copy(bytes, library, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
      return Optional.of(library);
    }
  }

  @Override
  public synchronized void close() {
    for (Path library : unpacked.values()) {
      // A library that an instance still maps stays usable for it.
      library.toFile().delete();
    }
    unpacked.clear();
  }
}
