package dev.firstlight.tensorflow;

import dev.firstlight.conformance.EmbeddedHandler;
import dev.firstlight.conformance.HandlerConformance;
import dev.firstlight.conformance.HandlerStarter;
import dev.firstlight.conformance.TinyPackages;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Timeout;

/** The service in this process, serving the kit's models from SavedModels. */
@Timeout(300)
class ServiceConformanceTest extends HandlerConformance {
  @Override
  protected TinyPackages packages() {
    return new TensorFlowPackages();
  }

  @Override
  protected HandlerStarter starter() {
    return environment -> {
      Map<String, String> own = new HashMap<>(environment);
      own.put("FIRSTLIGHT_CACHE_DIRECTORY", Loads.CACHE.toString());
      return EmbeddedHandler.start(own);
    };
  }
}
