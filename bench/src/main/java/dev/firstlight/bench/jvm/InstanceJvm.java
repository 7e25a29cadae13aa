package dev.firstlight.bench.jvm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an instance's JVM is started with.
 *
 * @param java the runtime
 * @param flags that it always gets
 * @param archive the flags about a startup archive; none where there is no archive
 */
public record InstanceJvm(JavaHome java, List<String> flags, List<String> archive) {
  public InstanceJvm {
    flags = List.copyOf(flags);
    archive = List.copyOf(archive);
  }

  /** That runtime as it comes: no flags, no archive but its own. */
  public static InstanceJvm plain(JavaHome java) {
    return new InstanceJvm(java, List.of(), List.of());
  }

  /** That runtime with the flags of instances, without an archive so far. */
  public static InstanceJvm tuned(Path home, JavaHome java) {
    return new InstanceJvm(java, FlagFiles.read(home, java), List.of());
  }

  public InstanceJvm withArchive(List<String> other) {
    return new InstanceJvm(java, flags, other);
  }

  /** All flags, in order. */
  public List<String> allFlags() {
    List<String> all = new ArrayList<>(flags);
    all.addAll(archive);
    return all;
  }
}
