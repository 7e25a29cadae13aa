package dev.firstlight.djl;

import dev.firstlight.conformance.EmbeddedHandler;
import dev.firstlight.conformance.HandlerConformance;
import dev.firstlight.conformance.HandlerStarter;
import dev.firstlight.conformance.TinyPackages;
import dev.firstlight.conformance.model.TinyModel;
import dev.firstlight.conformance.model.TinyTorchModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Timeout;

/** The service in this process, serving the kit's models from TorchScript. */
@Timeout(300)
class ServiceConformanceTest extends HandlerConformance {
  /** The kit's model of plain tensors, whose calls all have strings, which PyTorch has not. */
  private static final String STRINGS = "tiny-tensors";

  @Override
  protected TinyPackages packages() {
    return new TorchPackages();
  }

  @Override
  protected HandlerStarter starter() {
    return environment -> {
      Map<String, String> own = new HashMap<>(environment);
      own.put("FIRSTLIGHT_CACHE_DIRECTORY", TorchModel.NATIVES.toString());
      own.put("FIRSTLIGHT_RUNTIME", "pytorch");
      return EmbeddedHandler.start(own, service -> !service.coldStart().model().equals(STRINGS));
    };
  }

  private static final class TorchPackages implements TinyPackages {
    @Override
    public String runtime() {
      return "pytorch";
    }

    @Override
    public Path write(TinyModel model, Path folder) throws IOException {
      return switch (model) {
        case CLASSIFIER -> TinyTorchModels.classifier(folder);
        case EMBEDDER -> TinyTorchModels.embedder(folder);
        case TENSORS -> TinyTorchModels.tensors(folder);
      };
    }
  }
}
