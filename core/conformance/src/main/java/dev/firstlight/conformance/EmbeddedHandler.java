package dev.firstlight.conformance;

import dev.firstlight.InferenceService;
import dev.firstlight.ServiceConfig;
import dev.firstlight.config.Settings;
import dev.firstlight.inference.InferenceRequest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** The service itself as a handler, in this process and without any wire. */
public final class EmbeddedHandler implements RunningHandler {
  private final InferenceService service;
  private final List<String> log;
  private final Predicate<InferenceService> carries;

  private EmbeddedHandler(
      InferenceService service, List<String> log, Predicate<InferenceService> carries) {
    this.service = service;
    this.log = log;
    this.carries = carries;
  }

  /**
   * Starts one.
   *
   * @param environment {@code FIRSTLIGHT_…} variables
   */
  public static EmbeddedHandler start(Map<String, String> environment) {
    return start(environment, service -> true);
  }

  /**
   * Starts one for a serving runtime that cannot take the calls to every model.
   *
   * @param carries whether it can those to the model of a service
   */
  public static EmbeddedHandler start(
      Map<String, String> environment, Predicate<InferenceService> carries) {
    Settings settings = Settings.load(environment, Map.of());
    ServiceConfig config = ServiceConfig.read(settings, "embedded");
    settings.check();
    List<String> log = new CopyOnWriteArrayList<>();
    return new EmbeddedHandler(InferenceService.start(config, log::add), log, carries);
  }

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
  public boolean carries(Call call) {
    return carries.test(service);
  }

  @Override
  public boolean isAlive() {
    return true;
  }

  @Override
  public List<String> log() {
    return log;
  }

  @Override
  public void close() {
    service.close();
  }
}
