package dev.firstlight.bench.instance;

import dev.firstlight.model.ModelManifest;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What Firstlight is compared against: the same function for AWS Lambda as others would write it.
 * What a peer needs is installed by {@code bench/peers/setup}, never by a build.
 */
public interface Peer {
  /** Its name in options, records and tables. */
  String name();

  /**
   * Why it cannot run on this machine, and what would change that; empty where it can.
   *
   * @param home the checkout that Firstlight was built in
   */
  Optional<String> absence(Path home);

  /** Why it cannot serve that model in such a way; empty where it can. */
  Optional<String> misfit(ModelManifest model, String runtime, String store);

  /**
   * What starts instances of it; each finds its scratch folder empty.
   *
   * @param launch what they are started with
   * @param cache that has the scratch folder; the caller closes it
   * @throws dev.firstlight.bench.fault.BenchException if it is absent
   */
  Target target(Launch launch, InstanceCache cache);
}
