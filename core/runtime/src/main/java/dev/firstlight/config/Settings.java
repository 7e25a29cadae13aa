package dev.firstlight.config;

import dev.firstlight.fault.StartException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Settings by kebab-case key. They come from code, from a properties file and from {@code
 * FIRSTLIGHT_…} variables; the environment overrides the file. Readers ask for each key that they
 * know; {@link #check} then reports every problem at once: what could not be read, and keys that
 * nobody asked for, with the nearest one that somebody did. Not safe for use by several threads.
 */
public final class Settings {
  /** The variable that names a properties file. */
  public static final String FILE_VARIABLE = "FIRSTLIGHT_CONFIG";

  private static final String PREFIX = "FIRSTLIGHT_";

  private final Map<String, Entry> entries;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<String> problems = new ArrayList<>();
  private final Map<String, String> effective = new TreeMap<>();

  private record Entry(String value, String origin) {}

  private Settings(Map<String, Entry> entries) {
    this.entries = entries;
  }

  /** From code: kebab-case keys and their values. */
  public static Settings of(Map<String, String> values) {
    Map<String, Entry> entries = new TreeMap<>();
    values.forEach((key, value) -> entries.put(key, new Entry(value, key)));
    return new Settings(entries);
  }

  /**
   * From an environment, and the file that its {@value #FILE_VARIABLE} names.
   *
   * @param environment variables; only {@code FIRSTLIGHT_…} ones are looked at
   * @param defaults for keys that neither sets, such as a platform's own variables translated
   * @throws StartException of kind CONFIGURATION if the file cannot be read
   */
  public static Settings load(Map<String, String> environment, Map<String, String> defaults) {
    Map<String, Entry> entries = new TreeMap<>();
    defaults.forEach((key, value) -> entries.put(key, new Entry(value, key)));
    String file = environment.get(FILE_VARIABLE);
    if (file != null && !file.isBlank()) {
      Properties properties = properties(Path.of(file));
      for (String key : properties.stringPropertyNames()) {
        entries.put(key, new Entry(properties.getProperty(key), key + " in " + file));
      }
    }
    environment.forEach(
        (variable, value) -> {
          if (variable.startsWith(PREFIX) && !variable.equals(FILE_VARIABLE)) {
            String key =
                variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
            entries.put(key, new Entry(value, variable));
          }
        });
    return new Settings(entries);
  }

  private static Properties properties(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new StartException(
          StartException.Kind.CONFIGURATION,
          FILE_VARIABLE + " names \"" + file + "\", which cannot be read: " + e,
          e);
    }
    return properties;
  }

  /** The environment variable of a key. */
  public static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** The value of a key, if it is set and not blank. */
  public Optional<String> find(String key) {
    return read(key, "text", Function.identity());
  }

  /** The value of a key that must be set; a problem, and the stand-in, where it is not. */
  public String require(String key, String advice, String standIn) {
    return find(key)
        .orElseGet(
            () -> {
              problems.add(variable(key) + " is not set; " + advice);
              return standIn;
            });
  }

  /** A whole number in that range. */
  public long number(String key, long standard, long least, long most) {
    long value =
        read(
                key,
                "a whole number from " + least + " to " + most,
                text -> inRange(Long.parseLong(text.trim()), least, most))
            .orElse(standard);
    effective.put(key, Long.toString(value));
    return value;
  }

  /** A positive decimal number up to {@code most}. */
  public Optional<Double> decimal(String key, double most) {
    return read(
        key,
        "a number above 0 and at most " + most,
        text -> {
          double value = Double.parseDouble(text.trim());
          if (!(value > 0 && value <= most)) {
            throw new IllegalArgumentException();
          }
          return value;
        });
  }

  /** True or false. */
  public boolean flag(String key, boolean standard) {
    boolean value =
        read(
                key,
                "true or false",
                text ->
                    switch (text.trim().toLowerCase(Locale.ROOT)) {
                      case "true" -> true;
                      case "false" -> false;
                      default -> throw new IllegalArgumentException();
                    })
            .orElse(standard);
    effective.put(key, Boolean.toString(value));
    return value;
  }

  /** One of a few words. */
  public <E extends Enum<E>> E choice(String key, E standard, Class<E> type) {
    List<String> words = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      words.add(word(constant));
    }
    E value =
        read(
                key,
                "one of " + String.join(", ", words),
                text -> {
                  int index = words.indexOf(text.trim().toLowerCase(Locale.ROOT));
                  return type.getEnumConstants()[index];
                })
            .orElse(standard);
    effective.put(key, word(value));
    return value;
  }

  /** Any type that a function makes of text; it throws a RuntimeException for what it refuses. */
  public <T> Optional<T> read(String key, String allowed, Function<String, T> parse) {
    known.add(key);
    Entry entry = entries.get(key);
    if (entry == null || entry.value().isBlank()) {
      return Optional.empty();
    }
    try {
      T value = parse.apply(entry.value());
      effective.put(key, entry.value());
      return Optional.of(value);
    } catch (RuntimeException e) {
      problems.add(entry.origin() + " must be " + allowed + ", not \"" + entry.value() + "\"");
      return Optional.empty();
    }
  }

  /**
   * Reports every problem that has turned up, once all readers have read.
   *
   * @throws StartException of kind CONFIGURATION that lists them
   */
  public void check() {
    List<String> all = new ArrayList<>(problems);
    entries.forEach(
        (key, entry) -> {
          if (!known.contains(key)) {
            all.add(entry.origin() + " is not known" + hint(key, entry.origin()));
          }
        });
    if (!all.isEmpty()) {
      throw new StartException(
          StartException.Kind.CONFIGURATION,
          (all.size() == 1
                  ? "the configuration has a problem: "
                  : "the configuration has " + all.size() + " problems: ")
              + String.join("; ", all));
    }
  }

  /** The settings in force, as far as they were asked for; for the log. */
  public Map<String, String> effective() {
    return Map.copyOf(effective);
  }

  private String hint(String key, String origin) {
    String nearest = Nearest.of(key, known);
    boolean variable = origin.startsWith(PREFIX);
    return "; did you mean " + (variable ? variable(nearest) : nearest) + "?";
  }

  private static long inRange(long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException();
    }
    return value;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
