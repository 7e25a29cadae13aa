package dev.firstlight.tensorflow;

import dev.firstlight.InferenceService;
import dev.firstlight.ServiceConfig;
import dev.firstlight.config.Settings;
import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.HandlerConformance;
import dev.firstlight.conformance.HandlerStarter;
import dev.firstlight.conformance.RunningHandler;
import dev.firstlight.conformance.TinyPackages;
import dev.firstlight.inference.InferenceRequest;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
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
      Settings settings = Settings.load(own, Map.of());
      ServiceConfig config = ServiceConfig.read(settings, "embedded");
      settings.check();
      List<String> log = new CopyOnWriteArrayList<>();
      return new Embedded(InferenceService.start(config, log::add), log);
    };
  }

  private record Embedded(InferenceService service, List<String> log) implements RunningHandler {
    @Override
    public Answer send(Call call) {
      ByteBuffer body = ByteBuffer.allocateDirect(call.body().remaining()).put(call.body()).flip();
      return Answer.of(
          service.handle(
              new InferenceRequest(
                  call.method(),
                  call.path(),
                  name -> call.header(name).orElse(null),
                  body,
                  System.nanoTime(),
                  Optional.empty())));
    }

    @Override
    public boolean isAlive() {
      return true;
    }

    @Override
    public void close() {
      service.close();
    }
  }
}
