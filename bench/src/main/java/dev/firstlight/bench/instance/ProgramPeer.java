package dev.firstlight.bench.instance;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.conformance.process.ProgramCommand;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.Postprocessing;
import dev.firstlight.model.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A peer with code of its own, driven by AWS's runtime interface client for its language. It reads
 * {@code model.json} like ours, finds the package by {@code MODEL_URI}, and the store by the
 * variables that AWS's own libraries know.
 *
 * @param name of the peer
 * @param runtimes that it serves models with
 */
record ProgramPeer(String name, Set<String> runtimes) implements Peer {
  private static final String ENDPOINT = "FIRSTLIGHT_STORE_ENDPOINT";
  private static final String REGION = "FIRSTLIGHT_STORE_REGION";

  @Override
  public Optional<String> absence(Path home) {
    return PeerInstallation.of(name, home).absence();
  }

  @Override
  public Optional<String> misfit(ModelManifest model, String runtime, String store) {
    if (!runtimes.contains(runtime)) {
      return Optional.of("it runs " + String.join(" and ", runtimes) + ", not " + runtime);
    }
    if (model.artifacts().stream()
        .noneMatch(
            artifact -> artifact.runtime().equals(runtime) && artifact.requires().isPortable())) {
      return Optional.of("the model has no portable artifact for " + runtime);
    }
    if (model.preprocessing() instanceof Preprocessing.None
        || model.postprocessing() instanceof Postprocessing.None) {
      return Optional.of("it answers images and texts with classes and embeddings, not tensors");
    }
    return store.equals(ModelPlaces.FILE)
            || store.equals(ModelPlaces.IMAGE)
            || store.equals("s3")
            || store.startsWith("s3://")
        ? Optional.empty()
        : Optional.of("it reads models from folders and Amazon S3, not from " + store);
  }

  @Override
  public Target target(Launch launch, InstanceCache cache) {
    PeerInstallation installation = PeerInstallation.of(name, launch.home());
    try {
      List<String> words = installation.command();
      ProgramCommand client =
          new ProgramCommand(words, Optional.of(installation.application()), Map.of());
      String handler = words.get(words.size() - 1);
      return new PeerTarget(
          client, handler, environment(launch, cache, installation), launch, cache);
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.BUILD, "peer " + name + " cannot be started: " + e, e);
    }
  }

  private static Map<String, String> environment(
      Launch launch, InstanceCache cache, PeerInstallation installation) {
    Map<String, String> environment = new HashMap<>();
    launch
        .place()
        .environment()
        .forEach(
            (variable, value) -> {
              if (!variable.startsWith("FIRSTLIGHT_")) {
                environment.put(variable, value);
              }
            });
    put(environment, "AWS_ENDPOINT_URL_S3", launch.place().environment().get(ENDPOINT));
    put(environment, "AWS_REGION", launch.place().environment().get(REGION));
    put(environment, "AWS_DEFAULT_REGION", launch.place().environment().get(REGION));
    environment.put("LAMBDA_TASK_ROOT", installation.application().toString());
    environment.put("MODEL_URI", launch.place().model());
    environment.put("MODEL_RUNTIME", launch.runtime());
    environment.put("TMPDIR", cache.scratch().toString());
    return environment;
  }

  private static void put(Map<String, String> environment, String name, @Nullable String value) {
    if (value != null) {
      environment.put(name, value);
    }
  }
}
