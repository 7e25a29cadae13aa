package dev.firstlight.djl;

import ai.djl.engine.Engine;
import dev.firstlight.fault.StartException;
import dev.firstlight.runtime.Device;
import dev.firstlight.runtime.Placement;

/** Where an engine's models run: on what was asked for, as far as the engine sees it. */
final class DjlDevices {
  private DjlDevices() {}

  /**
   * What was asked for, of an engine that has started.
   *
   * @throws StartException of kind RUNTIME if the engine does not see the GPU that is named
   */
  static Placement place(Device wanted, Engine engine) {
    if (wanted.equals(Device.CPU)) {
      return Placement.CPU;
    }
    int gpus =
        engine.getEngineName().equals(DjlEngines.PYTORCH) && TorchNatives.areForCpu()
            ? 0
            : engine.getGpuCount();
    if (wanted.index() < gpus) {
      return Placement.on(Device.cuda(wanted.index()));
    }
    String reason =
        "DJL's engine \"%s\" %s sees %s"
            .formatted(
                engine.getEngineName(),
                engine.getVersion(),
                gpus == 0 ? "no GPU" : gpus == 1 ? "one GPU, cuda:0" : gpus + " GPUs");
    if (wanted.isGpu()) {
      throw new StartException(
          StartException.Kind.RUNTIME,
          "device is \"%s\", but %s; it needs NVIDIA's driver and, for PyTorch, ai.djl.pytorch:pytorch-native-cu128 or the like on the class path; or set the device to cpu or auto"
              .formatted(wanted.word(), reason));
    }
    return Placement.onCpuBecause(reason);
  }

  /** A device in DJL's words. */
  static ai.djl.Device device(Placement placement) {
    return placement.device().isGpu()
        ? ai.djl.Device.gpu(placement.device().index())
        : ai.djl.Device.cpu();
  }
}
