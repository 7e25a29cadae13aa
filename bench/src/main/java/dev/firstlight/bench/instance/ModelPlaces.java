package dev.firstlight.bench.instance;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.conformance.store.LocalGcs;
import dev.firstlight.conformance.store.LocalHttp;
import dev.firstlight.conformance.store.LocalS3;
import dev.firstlight.conformance.store.LocalStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One model package in several stores: its folder, servers of this process that speak the stores'
 * protocols and serve the folder, or stores elsewhere that it was pushed to. Closing ends the
 * servers.
 */
public final class ModelPlaces implements AutoCloseable {
  /** The folder itself. */
  public static final String FILE = "file";

  /** Likewise, where nobody can write to it, so that its files are taken by their sizes. */
  public static final String IMAGE = "image";

  /** What needs no address: the folder, and the servers. */
  public static final List<String> NAMES = List.of(FILE, IMAGE, "http", "s3", "gcs");

  private static final String BUCKET = "models";

  /** Not the folder's name, which need not be fit for an address. */
  private static final String PREFIX = "model";

  /** Asks an instance not to check what it cannot reach. */
  static final String SEALED = "FIRSTLIGHT_STORE_SEALED";

  private static final String DIGEST = "FIRSTLIGHT_MODEL_DIGEST";
  private static final Set<String> SCHEMES = Set.of("http", "https", "s3", "gs");

  private final Map<String, ModelPlace> places = new LinkedHashMap<>();
  private final List<LocalStore> servers = new ArrayList<>();

  private ModelPlaces() {}

  /**
   * Checks stores that somebody typed.
   *
   * @return them without blanks around
   * @throws BenchException of kind USAGE for one that is neither a name nor the address of a store,
   *     or comes twice
   */
  public static List<String> check(List<String> stores) {
    return TypedNames.check(
        "store",
        stores,
        store -> NAMES.contains(store) || isAddress(store),
        String.join(", ", NAMES)
            + ", served by this machine, and the addresses of packages: s3://bucket/prefix,"
            + " gs://bucket/prefix, https://host/path, without user or query");
  }

  /**
   * Starts the servers that are named.
   *
   * @param stores as {@link #check} gives them
   * @param folder of the package
   * @param digest SHA-256 of its manifest: what lies elsewhere must be the same package
   * @param environment of this process; stores elsewhere find their credentials there
   * @throws BenchException of kind FILE if a server cannot be started, USAGE if the folder is not
   *     as in an image
   */
  public static ModelPlaces open(
      List<String> stores, Path folder, String digest, Map<String, String> environment) {
    ModelPlaces places = new ModelPlaces();
    try {
      for (String store : stores) {
        places.places.put(store, places.place(store, folder, digest, environment));
      }
    } catch (IOException e) {
      places.close();
      throw new BenchException(
          BenchException.Kind.FILE, "\"" + folder + "\" cannot be served: " + e, e);
    }
    return places;
  }

  /** The place of that name. */
  public ModelPlace named(String store) {
    ModelPlace place = places.get(store);
    if (place == null) {
      throw new IllegalArgumentException("store \"" + store + "\" was not opened");
    }
    return place;
  }

  private ModelPlace place(
      String store, Path folder, String digest, Map<String, String> environment)
      throws IOException {
    return switch (store) {
      case FILE -> new ModelPlace(folder.toString(), Map.of(), Optional.empty(), false);
      case IMAGE -> sealed(folder, digest);
      case "http" -> served(LocalHttp.start(), folder, digest);
      case "s3" -> served(LocalS3.start(), folder, digest);
      case "gcs" -> served(LocalGcs.start(), folder, digest);
      default -> elsewhere(store, digest, environment);
    };
  }

  private static ModelPlace sealed(Path folder, String digest) throws IOException {
    Path real = folder.toRealPath();
    if (Files.isWritable(real)) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          ("store \"image\" needs a folder that nobody can write to, as in an image, but this user can"
                  + " write to \"%1$s\"; as root, mount --bind \"%1$s\" \"%1$s\" && mount -o"
                  + " remount,bind,ro \"%1$s\"; or take --store file, which checks digests")
              .formatted(real));
    }
    return new ModelPlace(folder.toString(), Map.of(SEALED, digest), Optional.empty(), false);
  }

  private ModelPlace served(LocalStore server, Path folder, String digest) throws IOException {
    servers.add(server);
    URI address = server.serve(BUCKET, PREFIX, folder);
    Map<String, String> variables = new HashMap<>(server.environment());
    variables.put(DIGEST, digest);
    return new ModelPlace(address.toString(), variables, module(address), true);
  }

  private static ModelPlace elsewhere(
      String address, String digest, Map<String, String> environment) {
    Map<String, String> variables = new HashMap<>();
    environment.forEach(
        (name, value) -> {
          if (reachesStores(name)) {
            variables.put(name, value);
          }
        });
    variables.put(DIGEST, digest);
    return new ModelPlace(address, variables, module(URI.create(address)), true);
  }

  /** What AWS's and Google's libraries and our own stores look for. */
  private static boolean reachesStores(String variable) {
    return variable.startsWith("FIRSTLIGHT_STORE_")
        || variable.startsWith("GOOGLE_")
        || (variable.startsWith("AWS_") && !variable.startsWith("AWS_LAMBDA_"));
  }

  private static Optional<String> module(URI address) {
    return switch (address.getScheme().toLowerCase(Locale.ROOT)) {
      case "s3" -> Optional.of("core/s3");
      case "gs" -> Optional.of("core/gcs");
      default -> Optional.empty();
    };
  }

  private static boolean isAddress(String text) {
    try {
      URI uri = URI.create(text);
      return uri.getScheme() != null
          && SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))
          && uri.getRawAuthority() != null
          && uri.getRawUserInfo() == null // it would stand in records
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public void close() {
    servers.forEach(LocalStore::close);
    servers.clear();
  }
}
