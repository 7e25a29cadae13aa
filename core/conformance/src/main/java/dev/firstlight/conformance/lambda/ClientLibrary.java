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
public final class ClientLibrary implements AutoCloseable {
  /** The system property that tells the client where the library lies. */
  public static final String PROPERTY =
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

  /**
   * Copies the library for this machine into a folder, which is made if absent.
   *
   * @return the copy; empty if the class path has no client, or the client no library for this
   *     machine
   */
  public static Optional<Path> copyTo(Path folder, List<Path> classPath) throws IOException {
    Optional<Path> jar = clientOf(classPath);
    if (jar.isEmpty()) {
      return Optional.empty();
    }
    Path library = folder.resolve("libaws-lambda-jni.so");
    Files.createDirectories(folder);
    return copy(jar.get(), library) ? Optional.of(library) : Optional.empty();
  }

  /** The library for this machine, if the class path has the client's jar with one. */
  synchronized Optional<Path> from(List<Path> classPath) throws IOException {
    Optional<Path> jar = clientOf(classPath);
    if (jar.isEmpty()) {
      return Optional.empty();
    }
    Path known = unpacked.get(jar.get());
    if (known != null) {
      return Optional.of(known);
    }
    Path library = Files.createTempFile(folder, "libaws-lambda-jni", ".so");
    if (copy(jar.get(), library)) {
      unpacked.put(jar.get(), library);
      return Optional.of(library);
    }
    Files.delete(library);
    return Optional.empty();
  }

  private static Optional<Path> clientOf(List<Path> classPath) {
    return classPath.stream()
        .filter(jar -> jar.getFileName().toString().contains("runtime-interface-client"))
        .findFirst();
  }

  private static boolean copy(Path jar, Path library) throws IOException {
    String architecture = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String suffix = architecture.equals("aarch64") ? "aarch_64" : "x86_64";
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry("jni/libaws-lambda-jni.linux-" + suffix + ".so");
      if (entry == null) {
        return false;
      }
      try (InputStream bytes = zip.getInputStream(entry)) {
        Files.copy(bytes, library, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
      return true;
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
