package dev.firstlight.bench.instance;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.record.DesignPoint;
import java.util.List;
import java.util.Set;

/** The peers that there are. */
public final class Peers {
  /** What stands for all of them. */
  public static final String EVERY = "all";

  private static final List<Peer> ALL =
      List.of(
          new ProgramPeer("python", Set.of("onnx")),
          new ProgramPeer("node", Set.of("onnx")),
          new PlainJavaPeer(),
          new ProgramPeer("djl", Set.of("onnx", "pytorch")));

  private Peers() {}

  /**
   * Checks names that somebody typed.
   *
   * @return them without blanks around, in the order typed; all names for {@link #EVERY}
   * @throws BenchException of kind USAGE for a name that is unknown or comes twice
   */
  public static List<String> check(List<String> names) {
    if (names.stream().map(String::trim).toList().equals(List.of(EVERY))) {
      return DesignPoint.PEERS;
    }
    return TypedNames.check(
        "peer",
        names,
        DesignPoint.PEERS::contains,
        "%s, and %s for all of them".formatted(String.join(", ", DesignPoint.PEERS), EVERY));
  }

  /** The peer of that name. */
  public static Peer named(String name) {
    return ALL.stream()
        .filter(peer -> peer.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("peer \"" + name + "\" is not known"));
  }
}
