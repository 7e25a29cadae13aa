package dev.firstlight.coldstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Postprocessing;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.Requirements;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.runtime.ServingRuntime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArtifactChoiceTest {
  private static final Machine MACHINE = new Machine("linux", "x86_64", Set.of());

  /** A library with one engine of its own name and others behind a prefix. */
  private record Library(String name, List<String> others) implements ServingRuntime {
    @Override
    public List<String> names() {
      return Stream.concat(Stream.of(name), others.stream()).toList();
    }

    @Override
    public Optional<ServingRuntime> named(String wanted) {
      return names().contains(wanted)
          ? Optional.of(new Library(wanted, List.of()))
          : Optional.empty();
    }

    @Override
    public String platform() {
      return name + "_v1";
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public void importLibraries(RuntimeOptions options) {}

    @Override
    public LoadedModel load(LocalArtifact artifact, RuntimeOptions options) {
      throw new UnsupportedOperationException("only chosen");
    }
  }

  private static final List<ServingRuntime> RUNTIMES =
      List.of(new Library("plain", List.of()), new Library("first", List.of("many:a", "many:b")));

  private static ArtifactChoice choose(Optional<String> wanted, String... runtimes) {
    List<Artifact> artifacts =
        Arrays.stream(runtimes)
            .map(
                runtime ->
                    new Artifact(
                        "for-" + runtime.replace(':', '-'),
                        runtime,
                        List.of(new PackageFile("model." + runtime.hashCode(), 1, "0".repeat(64))),
                        Optional.empty(),
                        Requirements.NONE))
            .toList();
    ModelManifest manifest =
        new ModelManifest(
            "m",
            "1",
            "task",
            "CC0-1.0",
            "random weights, seed 1",
            List.of(),
            List.of(),
            new Preprocessing.None(),
            new Postprocessing.None(),
            List.of(),
            List.of(),
            artifacts);
    return ArtifactChoice.of(manifest, wanted, RUNTIMES, MACHINE);
  }

  @Test
  void engineBehindAnothersDoor_isFoundByItsName() {
    assertEquals("many:b", choose(Optional.empty(), "many:b", "plain").runtime().name());
    assertEquals("many:a", choose(Optional.of("many:a"), "plain", "many:a").runtime().name());
  }

  @Test
  void engineThatIsNotThere_isPassedOver_andThoseThatAreAreListed() {
    ArtifactChoice choice = choose(Optional.empty(), "many:c", "first");
    assertEquals("first", choice.runtime().name());
    assertTrue(
        choice.passedOver().get(0).reason().contains("it has plain, first, many:a, many:b"),
        choice.passedOver().toString());
  }

  @Test
  void nothingThatCanBeLoaded_isAnErrorThatSaysWhy() {
    StartException e = assertThrows(StartException.class, () -> choose(Optional.empty(), "many:c"));
    assertEquals(StartException.Kind.PACKAGE, e.kind());
    assertTrue(e.getMessage().contains("\"many:c\""), e.getMessage());
  }
}
