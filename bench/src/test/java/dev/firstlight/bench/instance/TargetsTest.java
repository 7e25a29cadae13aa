package dev.firstlight.bench.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.Thrown;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.jvm.InstanceJvm;
import dev.firstlight.bench.jvm.JavaHome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetsTest {
  @Test
  void names_withBlanks_areTrimmed() {
    assertEquals(List.of("server", "lambda"), Targets.check(List.of(" server", "lambda ")));
  }

  @Test
  void name_thatIsUnknown_isRefusedWithTheKnownOnes() {
    String message = Thrown.message(BenchException.class, () -> Targets.check(List.of("azure")));
    assertEquals("target \"azure\" is not known; there are lambda, gcf, server", message);
  }

  @Test
  void name_thatComesTwice_isRefused() {
    assertThrows(BenchException.class, () -> Targets.check(List.of("gcf", "gcf")));
  }

  @Test
  void target_thatIsNotBuilt_saysWhichModule(@TempDir Path home) {
    Launch launch =
        new Launch(
            home,
            new ModelPlace("model", Map.of(), Optional.empty(), false),
            "onnx",
            home,
            2,
            List.of(),
            InstanceJvm.plain(JavaHome.current()),
            List.of());
    for (String name : Targets.NAMES) {
      BenchException e =
          assertThrows(BenchException.class, () -> Targets.named(name, launch).close());
      assertEquals(BenchException.Kind.BUILD, e.kind());
      assertTrue(String.valueOf(e.getMessage()).contains("is not built"), e.getMessage());
    }
  }
}
