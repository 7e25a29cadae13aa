package dev.firstlight.djl;

import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import dev.firstlight.fault.StartException;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.Placement;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens TorchScript. Not through DJL's model, which wraps every weight in an object. */
final class TorchLoader {
  /**
   * DJL's own switch. Off unless it says otherwise: on CPUs an optimised convolutional network was
   * no faster once warm, and its first run took 1.6 times as long.
   */
  private static final String OPTIMIZER = "ai.djl.pytorch.graph_optimizer";

  private TorchLoader() {}

  static LoadedModel load(Engine engine, Placement placement, LocalArtifact artifact) {
    Path file = artifact.main();
    Declarations.check(artifact);
    TorchScriptFile script = TorchScriptFile.read(file);
    InputBinding binding = InputBinding.of(artifact.inputs(), script.signature());
    PtNDManager manager = (PtNDManager) engine.newBaseManager(DjlDevices.device(placement));
    boolean done = false;
    try {
      PtSymbolBlock module = module(manager, file);
      // As the model was saved it may be in training mode, where it drops out at random.
      JniUtils.enableInferenceMode(module);
      Forward forward =
          new TorchForward(
              manager,
              module,
              new TorchTypes(manager, script.readsOnly()),
              binding.packing(),
              Boolean.getBoolean(OPTIMIZER));
      LoadedModel model = new DjlModel(engine, placement, forward, binding, artifact);
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

  private static StartException refused(Engine engine, Path file, RuntimeException e) {
    return new StartException(
        StartException.Kind.MODEL,
        "PyTorch %s refuses \"%s\": %s; it takes TorchScript, as torch.jit.save writes it"
            .formatted(engine.getVersion(), file.getFileName(), EngineFaults.reason(e)),
        e);
  }
}
