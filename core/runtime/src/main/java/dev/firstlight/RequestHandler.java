package dev.firstlight;

import dev.firstlight.Starter.Started;
import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.fault.RequestException;
import dev.firstlight.inference.Header;
import dev.firstlight.inference.InferenceRequest;
import dev.firstlight.inference.InferenceResponse;
import dev.firstlight.pipeline.RequestTimings;
import dev.firstlight.pipeline.RequestTimings.Step;
import dev.firstlight.platform.InstanceId;
import dev.firstlight.platform.ProcessClock;
import dev.firstlight.protocol.ResponseEncoder.Encoded;
import dev.firstlight.protocol.Route;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.RequestScope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The way of a request: route, wait for the model, answer, say how long it took. Whatever goes
 * wrong on it becomes the answer that the design's table has for it. Safe for use by several
 * threads.
 */
final class RequestHandler {
  private final ServiceConfig config;
  private final Incarnation incarnation;
  private final ProcessClock clock;
  private final Buffers buffers;
  private final ColdStartFlight flight;
  private final FirstInference firstInference;
  private final EventLog log;
  private final Responses responses;
  private volatile boolean shuttingDown;

  RequestHandler(
      ServiceConfig config,
      Incarnation incarnation,
      ProcessClock clock,
      Buffers buffers,
      ColdStartFlight flight,
      FirstInference firstInference,
      EventLog log) {
    this.config = config;
    this.incarnation = incarnation;
    this.clock = clock;
    this.buffers = buffers;
    this.flight = flight;
    this.firstInference = firstInference;
    this.log = log;
    this.responses = new Responses(incarnation);
  }

  InferenceResponse handle(InferenceRequest request) {
    RequestTimings timings = new RequestTimings(request.receivedNanos(), clock::nanoTime);
    RequestScope scope = new RequestScope(buffers);
    boolean cold = false;
    try {
      Route route = Route.of(request.method(), request.path());
      if (!route.action().predicts()) {
        return state(route, request, scope, timings);
      }
      boolean waited = !flight.isOver();
      cold = firstInference.meet() || waited;
      return predict(route, request, cold, scope, timings);
    } catch (StackOverflowError | RuntimeException e) {
      close(scope);
      return responses.error(
          asRequestException(e),
          ownHeaders(e, request.path()),
          new Responses.Told(cold, Optional.empty(), timings));
    } catch (Error e) {
      close(scope);
      throw e;
    }
  }

  /** What a release throws is logged, and does not replace the answer. */
  private void close(RequestScope scope) {
    try {
      scope.close();
    } catch (RuntimeException e) {
      report(InstanceId.random(), e);
    }
  }

  private void report(String id, Throwable e) {
    try {
      log.write(LogLines.error(id, incarnation.instance(), e));
    } catch (RuntimeException unwritten) {
      // A log that fails is no reason not to answer.
    }
  }

  private InferenceResponse predict(
      Route route,
      InferenceRequest request,
      boolean cold,
      RequestScope scope,
      RequestTimings timings) {
    checkSize(request);
    Deadline deadline = Deadline.of(request, config.requestTimeout(), clock.nanoTime());
    flight.want();
    Serving serving = serving(deadline);
    serving.checkNamed(route);
    timings.end(Step.QUEUE);
    Encoded encoded =
        serving.answer(route, request, () -> deadline.check(clock.nanoTime()), scope, timings);
    Optional<ColdStartRecord> record = firstInference.complete(flight.await().record(), timings);
    return responses.of(encoded, new Responses.Told(cold, record, timings), scope);
  }

  private Serving serving(Deadline deadline) {
    if (shuttingDown) {
      throw new RequestException(
          RequestException.Kind.UNAVAILABLE, "the instance is shutting down");
    }
    return flight.serving(deadline, clock.nanoTime());
  }

  private void checkSize(InferenceRequest request) {
    if (request.body().remaining() > config.limits().maxBodyBytes()) {
      throw config.limits().tooLarge();
    }
  }

  private InferenceResponse state(
      Route route, InferenceRequest request, RequestScope scope, RequestTimings timings) {
    Responses.Told told = new Responses.Told(false, Optional.empty(), timings);
    switch (route.action()) {
      case LIVE -> {
        return responses.state(200, Map.of("live", true), told);
      }
      case READY -> {
        return ready(told);
      }
      case MODEL_READY -> {
        boolean ready = isReady();
        if (flight.isOver()) {
          ColdStartFlight.serving(flight.await()).checkNamed(route);
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("name", route.model().orElse(""));
        members.put("ready", ready);
        return responses.state(ready ? 200 : 503, members, told);
      }
      case SERVER_METADATA -> {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("name", "firstlight");
        members.put("version", version());
        members.put("extensions", List.of("binary_tensor_data"));
        return responses.state(200, members, told);
      }
      default -> {
        Deadline deadline = Deadline.of(request, config.requestTimeout(), clock.nanoTime());
        Serving serving = serving(deadline);
        serving.checkNamed(route);
        return responses.of(serving.encoder().metadata(scope), told, scope);
      }
    }
  }

  /** A lazy instance that nobody has asked yet is ready: its first request will start it. */
  private InferenceResponse ready(Responses.Told told) {
    boolean waiting = config.policy() == ServiceConfig.Policy.LAZY && !flight.hasBegun();
    boolean ready = isReady() || (waiting && !shuttingDown);
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("ready", ready);
    if (!ready && flight.isOver() && !shuttingDown) {
      try {
        ColdStartFlight.serving(flight.await());
      } catch (RequestException e) {
        members.put("error", String.valueOf(e.getMessage()));
      }
    }
    return responses.state(ready ? 200 : 503, members, told);
  }

  boolean isReady() {
    if (shuttingDown || !flight.isOver()) {
      return false;
    }
    Started started = flight.await();
    return started.serving().isPresent();
  }

  InferenceResponse refuse(RequestException why) {
    RequestTimings timings = new RequestTimings(clock.nanoTime(), clock::nanoTime);
    return responses.error(
        why, ownHeaders(why, "/"), new Responses.Told(false, Optional.empty(), timings));
  }

  void shutDown() {
    shuttingDown = true;
  }

  private static List<Header> ownHeaders(Throwable e, String path) {
    if (e instanceof RequestException request) {
      if (request.kind() == RequestException.Kind.OVERLOADED) {
        return List.of(new Header(Header.RETRY_AFTER, "1"));
      }
      if (request.kind() == RequestException.Kind.METHOD_NOT_ALLOWED) {
        return Route.allowed(path)
            .map(methods -> List.of(new Header(Header.ALLOW, methods)))
            .orElse(List.of());
      }
    }
    return List.of();
  }

  /** What the client is told; what it is not told is logged under an id that it gets. */
  private RequestException asRequestException(Throwable e) {
    if (e instanceof RequestException request && request.kind() != RequestException.Kind.INTERNAL) {
      return request;
    }
    String id = InstanceId.random();
    report(id, e);
    return new RequestException(
        RequestException.Kind.INTERNAL, "internal error; the log has it under the id " + id, e);
  }

  private static String version() {
    String version = InferenceService.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
