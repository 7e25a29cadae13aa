package dev.firstlight.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import dev.firstlight.fault.StartException;
import dev.firstlight.runtime.Device;
import dev.firstlight.runtime.Placement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The class path of tests has PyTorch for CPUs. */
@Timeout(120)
class DjlDevicesTest {
  @Test
  void gpu_isRefusedByTheImport_withTheEngineThatSeesNone() {
    StartException e =
        assertThrows(
            StartException.class,
            () -> new DjlServingRuntime().importLibraries(TorchModel.options().on(Device.cuda(0))));
    assertEquals(StartException.Kind.RUNTIME, e.kind());
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("PyTorch") && message.contains("sees no GPU"), message);
  }

  @Test
  void auto_isTheCpu_withTheReason_andCpuNeedsNone() {
    Engine engine = DjlEngines.start(DjlEngines.PYTORCH, TorchModel.options());
    Placement automatic = DjlDevices.place(Device.AUTO, engine);
    assertEquals(Device.CPU, automatic.device());
    assertTrue(automatic.reason().orElseThrow().contains("sees no GPU"));
    assertEquals(Placement.CPU, DjlDevices.place(Device.CPU, engine));
  }
}
