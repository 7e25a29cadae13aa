package dev.firstlight.djl;

import dev.firstlight.fault.StartException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * A jar with PyTorch's native libraries, as its own properties describe it.
 *
 * @param version PyTorch's
 * @param flavor {@code cpu}, or {@code cu} and CUDA's version
 * @param classifier the platform in DJL's words
 * @param libraries the libraries' file names
 */
record TorchBundle(String version, String flavor, String classifier, List<String> libraries) {
  static final String CPU = "cpu";

  private static final String DESCRIPTION = "native/lib/pytorch.properties";
  private static final Path NVIDIA_DRIVER = Path.of("/proc/driver/nvidia/version");

  TorchBundle {
    libraries = List.copyOf(libraries);
  }

  /** The one to use here: for this platform, and for its GPU where it has one. */
  static Optional<TorchBundle> forThisMachine() {
    return choose(onClassPath(), platform(), Files.exists(NVIDIA_DRIVER));
  }

  static Optional<TorchBundle> choose(List<TorchBundle> bundles, String platform, boolean gpu) {
    Optional<TorchBundle> chosen = Optional.empty();
    for (TorchBundle bundle : bundles) {
      if (bundle.classifier().equals(platform)
          && (chosen.isEmpty() || isCuda(bundle.flavor()) == gpu)) {
        chosen = Optional.of(bundle);
      }
    }
    return chosen;
  }

  static boolean isCuda(String flavor) {
    return flavor.startsWith("cu");
  }

  /** Full names on the class path; the caller may add to them. */
  List<String> resources() {
    List<String> resources = new ArrayList<>();
    for (String library : libraries) {
      resources.add("pytorch/" + flavor + "/" + classifier + "/" + library);
    }
    return resources;
  }

  static StartException missing(String version) {
    List<String> there = new ArrayList<>();
    for (TorchBundle bundle : onClassPath()) {
      there.add(bundle.classifier() + " (" + bundle.flavor() + ")");
    }
    return new StartException(
        StartException.Kind.RUNTIME,
        "native library \"pytorch\" %s is not on the class path for %s; there is %s; add ai.djl.pytorch:pytorch-native-cpu:%s:%s, or name a folder that holds the libraries as native-directory"
            .formatted(
                version,
                platform(),
                there.isEmpty() ? "none" : String.join(", ", there),
                version,
                platform()));
  }

  private static List<TorchBundle> onClassPath() {
    List<TorchBundle> bundles = new ArrayList<>();
    try {
      for (URL url : Collections.list(DjlEngines.loader().getResources(DESCRIPTION))) {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        Properties properties = new Properties();
        try (InputStream in = connection.getInputStream()) {
          properties.load(in);
        }
        String libraries = properties.getProperty("libraries", "");
        if (!libraries.isEmpty()) { // a placeholder has none, and would have them fetched
          bundles.add(
              new TorchBundle(
                  withoutBuild(properties.getProperty("version", "")),
                  properties.getProperty("flavor", CPU),
                  properties.getProperty("classifier", ""),
                  List.of(libraries.split(",", -1))));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the class path's " + DESCRIPTION + " cannot be read", e);
    }
    return bundles;
  }

  private static String withoutBuild(String version) {
    int end = version.indexOf('-');
    return end < 0 ? version : version.substring(0, end);
  }

  /** Operating system and architecture in DJL's words. */
  static String platform() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    String system = os.contains("mac") ? "osx" : os.contains("win") ? "win" : "linux";
    return system + "-" + (arch.equals("amd64") ? "x86_64" : arch);
  }
}
