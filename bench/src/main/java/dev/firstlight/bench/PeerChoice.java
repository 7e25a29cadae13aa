package dev.firstlight.bench;

import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.bench.instance.Peer;
import dev.firstlight.bench.instance.Peers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which of the wanted peers take part in a comparison.
 *
 * @param present their names
 * @param leftOut those that do not, each with the reason: {@code node: it is not set up; …}
 */
record PeerChoice(List<String> present, List<String> leftOut) {
  PeerChoice {
    present = List.copyOf(present);
    leftOut = List.copyOf(leftOut);
  }

  /** Of those names, the peers that are set up and fit every row of the comparison. */
  static PeerChoice of(
      List<String> names,
      Path home,
      ModelFolder model,
      List<String> runtimes,
      List<String> stores) {
    List<String> present = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (String name : names) {
      Optional<String> reason = reason(Peers.named(name), home, model, runtimes, stores);
      if (reason.isEmpty()) {
        present.add(name);
      } else {
        leftOut.add(name + ": " + reason.get());
      }
    }
    return new PeerChoice(present, leftOut);
  }

  private static Optional<String> reason(
      Peer peer, Path home, ModelFolder model, List<String> runtimes, List<String> stores) {
    for (String runtime : runtimes) {
      for (String store : stores) {
        Optional<String> misfit = peer.misfit(model.manifest(), runtime, store);
        if (misfit.isPresent()) {
          return misfit;
        }
      }
    }
    return peer.absence(home);
  }
}
