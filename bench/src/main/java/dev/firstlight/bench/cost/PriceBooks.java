package dev.firstlight.bench.cost;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.json.JsonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The price books that come with the bench, and those of others. */
public final class PriceBooks {
  /** Today's prices, as far as they have a source. */
  public static final String CURRENT = "current";

  /** Names of those that come with the bench. */
  public static final List<String> NAMES = List.of("2021", CURRENT);

  private PriceBooks() {}

  /**
   * A book that comes with the bench, or one in a file.
   *
   * @param name of it, or the file's, which then ends in {@code .json}
   * @param directory that file names count from
   * @throws BenchException of kind USAGE if there is none or it is wrong
   */
  public static PriceBook named(String name, Path directory) {
    String trimmed = name.trim();
    if (NAMES.contains(trimmed)) {
      return builtIn(trimmed);
    }
    if (!trimmed.endsWith(".json")) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "book \"%s\" is not known; there are %s, or name a file that ends in .json"
              .formatted(name, String.join(", ", NAMES)));
    }
    Path file = directory.resolve(trimmed);
    try {
      return PriceBookReader.read(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.USAGE, "book \"%s\" cannot be read: %s".formatted(file, e), e);
    } catch (JsonException e) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "book \"%s\" is no price book: %s".formatted(file, e.getMessage()),
          e);
    }
  }

  /** One of {@link #NAMES}. */
  public static PriceBook builtIn(String name) {
    try (InputStream in = PriceBooks.class.getResourceAsStream(name + ".json")) {
      if (in == null) {
        throw new IllegalArgumentException("no book \"" + name + "\" comes with the bench");
      }
      return PriceBookReader.read(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
