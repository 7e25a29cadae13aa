package dev.firstlight.gcf;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import dev.firstlight.EventLog;
import dev.firstlight.InferenceService;
import dev.firstlight.ServiceConfig;
import dev.firstlight.config.Settings;
import dev.firstlight.fault.RequestException;
import dev.firstlight.inference.InferenceRequest;
import dev.firstlight.inference.InferenceResponse;
import dev.firstlight.tensor.RequestScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Serves a model package from Google Cloud Functions (Cloud Run functions); {@code
 * dev.firstlight.gcf.FirstlightFunction} is the function's target. Answers every route of the
 * service under the function's URL.
 *
 * <p>With the policy {@code eager} the cold start begins in the constructor and goes on while the
 * functions framework starts its server; requests wait for it. If it fails, each request is
 * answered with 503 and the cause; if the settings are wrong, the constructor throws and the
 * process ends, which the platform reports as a failed deployment. A machine that fails, as one out
 * of memory, ends the process too. Safe for use by several threads.
 */
public final class FirstlightFunction implements HttpFunction, AutoCloseable {
  /**
   * Bytes that a request or a response may have on the 2nd generation, where they are not streamed.
   * The 1st generation has 10 MB and keeps to that itself, before a request gets here.
   *
   * @see <a href="https://cloud.google.com/functions/quotas">Quotas</a>
   */
  static final int PLATFORM_BYTES = 32 << 20;

  private static final String TARGET = "gcf";
  private static final int MACHINE_FAILURE = 70;

  /**
   * How long responses may still take after SIGTERM. The platform kills the instance 10 s after it.
   *
   * @see <a href="https://cloud.google.com/run/docs/container-contract">Container contract</a>
   */
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(8);

  private final InferenceService service;
  private final RequestBody bodies;
  private final EventLog log;
  private final Ending ending;
  private final OpenResponses responses = new OpenResponses();

  /** Ends the process. */
  @FunctionalInterface
  interface Ending {
    void end(int exitValue);
  }

  /** Made by the functions framework: reads the process's environment. */
  public FirstlightFunction() {
    // Not exit: the server's own shutdown could wait for the very request that failed.
    this(System.getenv(), EventLog.to(System.out), Runtime.getRuntime()::halt);
    Runtime.getRuntime().addShutdownHook(new Thread(this::drain, "firstlight-drain"));
  }

  FirstlightFunction(Map<String, String> environment, EventLog log, Ending ending) {
    Settings settings =
        Settings.load(
            environment,
            Map.of(
                "max-body",
                Integer.toString(PLATFORM_BYTES),
                // Between requests an instance has next to no CPU.
                "second-tier",
                "off",
                // A caller waits: a prediction would take longer than it could save the first one.
                "warmup-runs",
                "0"));
    ServiceConfig config = ServiceConfig.read(settings, TARGET);
    settings.check();
    this.log = log;
    this.ending = ending;
    this.service = InferenceService.start(config, log);
    this.bodies = new RequestBody(service.limits());
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws IOException {
    long receivedNanos = System.nanoTime();
    responses.begin();
    try (RequestScope scope = new RequestScope(service.buffers());
        InferenceResponse answer = answer(request, response, scope, receivedNanos)) {
      if (answer.contentLength() <= PLATFORM_BYTES) {
        ResponseBody.write(answer, response);
        return;
      }
      try (InferenceResponse refusal = service.refuse(tooLong(answer.contentLength()))) {
        ResponseBody.write(refusal, response);
      }
    } catch (StackOverflowError e) {
      throw e;
    } catch (VirtualMachineError e) {
      System.err.println("the machine failed, so this instance ends: " + e);
      ending.end(MACHINE_FAILURE);
      throw e;
    } finally {
      responses.end();
    }
  }

  private InferenceResponse answer(
      HttpRequest request, HttpResponse response, RequestScope scope, long receivedNanos)
      throws IOException {
    // The framework builds this map, whose keys match in any case, at each call.
    Map<String, List<String>> headers = request.getHeaders();
    ByteBuffer body;
    try {
      body = bodies.read(request, scope);
    } catch (RequestException e) {
      // What was not read of the body would be taken for the next request.
      response.appendHeader("Connection", "close");
      return service.refuse(e);
    }
    return service.handle(
        new InferenceRequest(
            request.getMethod(),
            request.getPath(),
            name -> headers.containsKey(name) ? String.join(",", headers.get(name)) : null,
            body,
            receivedNanos,
            Optional.empty()));
  }

  private static RequestException tooLong(long bytes) {
    return new RequestException(
        RequestException.Kind.TOO_LARGE,
        String.format(
            Locale.ROOT,
            "the response has %d bytes, but Cloud Functions passes on at most %d; send fewer"
                + " instances in a request or ask for fewer outputs",
            bytes,
            PLATFORM_BYTES));
  }

  /** Lets the responses that are under way be written, within bounds, and then closes. */
  private void drain() {
    log.write("{\"event\":\"draining\",\"responses\":" + responses.count() + "}");
    int dropped = responses.awaitNone(DRAIN_TIMEOUT);
    if (dropped > 0) {
      log.write("{\"event\":\"drained\",\"dropped\":" + dropped + "}");
    }
    close();
  }

  /** Frees the model. Closing twice is harmless. */
  @Override
  public void close() {
    service.close();
  }
}
