package dev.firstlight.bench.jvm;

import dev.firstlight.bench.fault.BenchException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How instances' JVMs are to be started, as somebody asked for it.
 *
 * @param setting {@link #TUNED} or {@link #PLAIN}
 * @param java the runtime
 */
public record JvmChoice(String setting, JavaHome java) {
  /** With the flags of instances, from a startup archive: what our images do. */
  public static final String TUNED = "tuned";

  /** As the runtime comes, without a flag. */
  public static final String PLAIN = "plain";

  /**
   * Checks what somebody typed.
   *
   * @param setting one of the two
   * @param home of the runtime; empty for the one that runs this process
   * @throws BenchException of kind USAGE if one of them is wrong
   */
  public static JvmChoice of(String setting, Optional<Path> home) {
    if (!setting.equals(TUNED) && !setting.equals(PLAIN)) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "--jvm \"%s\" is not known; there are tuned (the flags and startup archive of our images) and plain (a JVM as it comes)"
              .formatted(setting));
    }
    return new JvmChoice(setting, home.map(JavaHome::at).orElseGet(JavaHome::current));
  }

  /** Whether instances start from archives. */
  public boolean hasArchives() {
    return setting.equals(TUNED);
  }

  /**
   * The JVM, without an archive so far.
   *
   * @param checkout that has the files with flags
   */
  public InstanceJvm jvm(Path checkout) {
    return hasArchives() ? InstanceJvm.tuned(checkout, java) : InstanceJvm.plain(java);
  }
}
