package dev.firstlight.bench.platform;

import dev.firstlight.bench.fault.BenchException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Something that goes wrong on purpose.
 *
 * @param kind what
 * @param at which: the instance or the call with that number, from 1 on; of a slow store, its bytes
 *     a second
 */
public record Fault(Kind kind, int at) {
  private static final Pattern TYPED = Pattern.compile("([a-z-]+)(?::(\\d{1,9}))?");

  /** The kinds. */
  public enum Kind {
    /** The instance is killed just after its process is created. */
    KILL_IN_BOOT,
    /** The instance is killed while it starts, once its JVM runs. */
    KILL_IN_INIT,
    /** The call's instance is killed when it has the call. */
    KILL_IN_REQUEST,
    /** The call's instance loses its connection to the platform when it has the call. */
    CUT_RUNTIME_API,
    /** The store of the model sends that many bytes a second. */
    SLOW_STORE,
    /** The instance finds no room in its {@code /tmp}. */
    FULL_TMP,
    /** While the call runs, the platform's clock is an hour behind. */
    CLOCK_JUMP;

    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public Fault {
    if (at < 1) {
      throw new IllegalArgumentException(kind.label() + ":" + at + "; numbers count from 1");
    }
  }

  /**
   * A fault as somebody types it: {@code kill-in-init:2}, or without a number for the first.
   *
   * @throws BenchException of kind USAGE if it is none
   */
  public static Fault parse(String text) {
    Matcher typed = TYPED.matcher(text.trim());
    if (typed.matches()) {
      int at = typed.group(2) == null ? 1 : Integer.parseInt(typed.group(2));
      for (Kind kind : Kind.values()) {
        if (kind.label().equals(typed.group(1)) && at > 0) {
          return new Fault(kind, kind == Kind.SLOW_STORE && typed.group(2) == null ? 1 << 20 : at);
        }
      }
    }
    throw new BenchException(
        BenchException.Kind.USAGE,
        "fault \"%s\" is not known; there are %s, each with :N for the instance or call that it meets, of slow-store for bytes a second"
            .formatted(
                text,
                Arrays.stream(Kind.values()).map(Kind::label).collect(Collectors.joining(", "))));
  }
}
