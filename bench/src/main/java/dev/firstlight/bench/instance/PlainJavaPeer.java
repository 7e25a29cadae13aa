package dev.firstlight.bench.instance;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.conformance.lambda.LambdaFunction;
import dev.firstlight.model.ModelManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Firstlight's own function as if nobody had minded its cold start: JDK 17 with its default flags
 * and archive, the portable artifact, native libraries unpacked from their jars with every start,
 * no warm-up. Only the runtime interface client's small library is unpacked beforehand, as for
 * ours.
 */
final class PlainJavaPeer implements Peer {
  @Override
  public String name() {
    return "plain-java";
  }

  @Override
  public Optional<String> absence(Path home) {
    return PeerInstallation.of(name(), home).absence();
  }

  @Override
  public Optional<String> misfit(ModelManifest model, String runtime, String store) {
    boolean isPortable =
        model.artifacts().stream()
            .filter(artifact -> artifact.runtime().equals(runtime))
            .allMatch(artifact -> artifact.requires().isPortable());
    return isPortable || ModelPlaces.NAMES.contains(store)
        ? Optional.empty()
        : Optional.of("it would find prepared artifacts in " + store);
  }

  @Override
  public Target target(Launch launch, InstanceCache cache) {
    Map<String, String> environment = new HashMap<>(launch.environment());
    environment.put("FIRSTLIGHT_CACHE_DIRECTORY", cache.scratch().toString());
    environment.remove(ModelPlaces.SEALED);
    environment.put("FIRSTLIGHT_WARMUP_REHEARSAL", "false");
    environment.put("FIRSTLIGHT_WARMUP_RUNS", "0");
    return new PlainTarget(new LambdaTarget(launch, function(launch, environment)), cache);
  }

  private LambdaFunction function(Launch launch, Map<String, String> environment) {
    try {
      String java = PeerInstallation.of(name(), launch.home()).command().get(0);
      return LambdaTarget.function(launch, environment).withJava(Path.of(java));
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.BUILD, "peer " + name() + " cannot be started: " + e, e);
    }
  }

  private record PlainTarget(Target target, InstanceCache cache) implements Target {
    @Override
    public Instance start() throws IOException {
      cache.clearScratch();
      return target.start();
    }

    @Override
    public void close() {
      target.close();
    }
  }
}
