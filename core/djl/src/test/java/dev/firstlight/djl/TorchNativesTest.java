package dev.firstlight.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.StartException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TorchNativesTest {
  private static TorchBundle bundle(String flavor, String classifier) {
    return new TorchBundle("2.7.1", flavor, classifier, List.of("libtorch.so"));
  }

  private static Optional<String> chosen(boolean gpu, TorchBundle... bundles) {
    return TorchBundle.choose(List.of(bundles), "linux-x86_64", gpu).map(TorchBundle::flavor);
  }

  @Test
  void libraries_areThoseOfThisPlatform() {
    assertEquals(
        Optional.of("cpu"),
        chosen(false, bundle("cu128", "win-x86_64"), bundle("cpu", "linux-x86_64")));
    assertEquals(Optional.empty(), chosen(false, bundle("cpu", "osx-aarch64")));
  }

  @Test
  void librariesForTheGpu_areTakenWhereThereIsOne() {
    TorchBundle cpu = bundle("cpu", "linux-x86_64");
    TorchBundle gpu = bundle("cu128", "linux-x86_64");
    assertEquals(Optional.of("cu128"), chosen(true, cpu, gpu));
    assertEquals(Optional.of("cu128"), chosen(true, gpu, cpu));
    assertEquals(Optional.of("cpu"), chosen(false, cpu, gpu));
    assertEquals(Optional.of("cpu"), chosen(false, gpu, cpu));
    assertEquals(Optional.of("cu128"), chosen(false, gpu));
  }

  @Test
  void bundle_namesItsFilesOnTheClassPath() {
    assertEquals(
        List.of("pytorch/cpu/linux-x86_64/libtorch.so"), bundle("cpu", "linux-x86_64").resources());
  }

  @Test
  void missingLibraries_areExplained() {
    StartException e = TorchBundle.missing("2.7.1");
    assertEquals(StartException.Kind.RUNTIME, e.kind());
    assertTrue(e.getMessage().contains("pytorch-native-cpu:2.7.1"), e.getMessage());
    assertTrue(e.getMessage().contains("there is linux-x86_64 (cpu)"), e.getMessage());
  }
}
