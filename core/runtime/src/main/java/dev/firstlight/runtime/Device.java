package dev.firstlight.runtime;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What models are to run on.
 *
 * @param kind of processor
 * @param index which of the GPUs that the process sees, from 0; 0 for other kinds
 */
public record Device(Kind kind, int index) {
  /** The CPU. */
  public static final Device CPU = new Device(Kind.CPU, 0);

  /** The first GPU where the serving runtime can use one, else the CPU. */
  public static final Device AUTO = new Device(Kind.AUTO, 0);

  /** What settings and messages say of {@link #parse}'s texts. */
  public static final String ALLOWED = "cpu, cuda, cuda:N (N from 0 to 63) or auto";

  private static final int MOST = 63;
  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,2}))?");

  /** Kinds of processors. */
  public enum Kind {
    /** The CPU. */
    CPU,
    /** An NVIDIA GPU. */
    CUDA,
    /** Whichever there is. */
    AUTO
  }

  public Device {
    if (index < 0 || index > MOST || (kind != Kind.CUDA && index != 0)) {
      throw new IllegalArgumentException(
          "device %s with index %d; there are %s".formatted(kind, index, ALLOWED));
    }
  }

  /** An NVIDIA GPU, by its index among those that the process sees. */
  public static Device cuda(int index) {
    return new Device(Kind.CUDA, index);
  }

  /**
   * Reads {@code cpu}, {@code cuda}, {@code cuda:1}, {@code auto}.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public static Device parse(String text) {
    String word = text.trim().toLowerCase(Locale.ROOT);
    if (word.equals("cpu")) {
      return CPU;
    }
    if (word.equals("auto")) {
      return AUTO;
    }
    Matcher cuda = CUDA.matcher(word);
    if (!cuda.matches()) {
      throw new IllegalArgumentException("there are " + ALLOWED + ", not \"" + text + "\"");
    }
    return cuda(cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
  }

  /** Whether it is a GPU. */
  public boolean isGpu() {
    return kind == Kind.CUDA;
  }

  /** Its name in settings, records and messages: {@code cpu}, {@code cuda:0}, {@code auto}. */
  public String word() {
    return isGpu() ? "cuda:" + index : kind.name().toLowerCase(Locale.ROOT);
  }

  /** The GPU that is meant, if one is or may be. */
  public OptionalInt gpu() {
    return kind == Kind.CPU ? OptionalInt.empty() : OptionalInt.of(index);
  }
}
