package dev.firstlight.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import dev.firstlight.fault.StartException;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens TorchScript. Not through DJL's model, which wraps every weight in an object. */
final class TorchLoader {
  private TorchLoader() {}

  static LoadedModel load(Engine engine, LocalArtifact artifact) {
    Path file = artifact.main();
    Declarations.check(artifact);
    Optional<ForwardSignature> signature = TorchScriptFile.signature(file);
    InputBinding binding = InputBinding.of(artifact.inputs(), signature);
    Device device = device(engine);
    PtNDManager manager = (PtNDManager) engine.newBaseManager(device);
    boolean done = false;
    try {
      PtSymbolBlock module = module(manager, file);
      // As the model was saved it may be in training mode, where it drops out at random.
      JniUtils.enableInferenceMode(module);
      Forward forward =
          new TorchForward(manager, module, new TorchTypes(manager), binding.packing());
      LoadedModel model = new DjlModel(engine, device, forward, binding, artifact);
      done = true;
      return model;
    } catch (RuntimeException e) {
      throw e instanceof StartException ? e : refused(engine, file, e);
    } finally {
      if (!done) {
        manager.close();
      }
    }
  }

  private static PtSymbolBlock module(PtNDManager manager, Path file) {
    if (!Files.isReadable(file)) {
      throw new StartException(
          StartException.Kind.MODEL, "\"" + file.getFileName() + "\" cannot be read");
    }
    return JniUtils.loadModule(manager, file, true, new String[0], new String[0], false);
  }

  /** The CPU without a look for others, if the libraries are for nothing else. */
  private static Device device(Engine engine) {
    return TorchNatives.areForCpu() ? Device.cpu() : engine.defaultDevice();
  }

  private static StartException refused(Engine engine, Path file, RuntimeException e) {
    return new StartException(
        StartException.Kind.MODEL,
        "PyTorch %s refuses \"%s\": %s; it takes TorchScript, as torch.jit.save writes it"
            .formatted(engine.getVersion(), file.getFileName(), EngineFaults.reason(e)),
        e);
  }
}
