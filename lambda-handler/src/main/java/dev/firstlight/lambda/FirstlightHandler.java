package dev.firstlight.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.firstlight.EventLog;
import dev.firstlight.InferenceService;
import dev.firstlight.ServiceConfig;
import dev.firstlight.fault.RequestException;
import dev.firstlight.fault.StartException;
import dev.firstlight.inference.InferenceRequest;
import dev.firstlight.inference.InferenceResponse;
import dev.firstlight.tensor.Buffers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Serves a model package from AWS Lambda; {@code dev.firstlight.lambda.FirstlightHandler} is the
 * function's handler. It takes events of Function URLs and HTTP APIs (payload format 2.0), REST
 * APIs (1.0) and Application Load Balancers, and direct invocations, whose event is itself a JSON
 * body:
 *
 * <ul>
 *   <li>A front end's event is answered with {@code {"statusCode", "headers", "isBase64Encoded",
 *       "body"}}; text goes as it is, binary tensors in base64.
 *   <li>A direct invocation is answered with the JSON body alone. An error is {@code
 *       {"error":"…","status":400}}: the function itself has not failed, so Lambda retries nothing.
 * </ul>
 *
 * <p>With the policy {@code eager} the cold start runs in the constructor, so in Lambda's init
 * phase. If it fails, each invocation is answered with 503 and the cause; if the settings are wrong
 * or the machine fails, the constructor throws, and the runtime reports an init error. Safe for use
 * by several threads, as on Managed Instances.
 *
 * <p>With SnapStart the policy is {@code before-snapshot} unless a setting says otherwise: Lambda
 * keeps a snapshot of the loaded and warm instance, or none if the cold start fails.
 */
public final class FirstlightHandler implements RequestStreamHandler, AutoCloseable {
  /** More than is decoded at a time. */
  private static final int REHEARSED_BYTES = 8 << 10;

  private static final String REHEARSAL =
      """
      {"version":"2.0","rawPath":"/livez","headers":{"content-type":"image/jpeg"},
       "requestContext":{"http":{"method":"GET","path":"/livez"}},
       "isBase64Encoded":true,"body":"\
      """
          + "A".repeat(REHEARSED_BYTES)
          + "\"}";

  private final InferenceService service;

  @SuppressWarnings("UnusedVariable") // only what is kept is called
  private final @Nullable SnapStart snapStart;

  private final JsonFactory factory =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();
  private final ResponseWriter responses = new ResponseWriter(factory);

  /** Made by the runtime interface client: takes over what the program has begun, or begins. */
  public FirstlightHandler() {
    this(FirstlightLambda.take().orElseGet(() -> Beginning.of(System.getenv())));
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "firstlight-close"));
  }

  FirstlightHandler(Map<String, String> environment, EventLog log) {
    this(Beginning.of(environment, log));
  }

  private FirstlightHandler(Beginning beginning) {
    service = beginning.service();
    snapStart = beginning.snapshotAhead() ? SnapStart.register(service) : null;
    if (beginning.config().policy() != ServiceConfig.Policy.LAZY) {
      rehearse();
      beginning.rehearsed().complete(null);
      awaitColdStart();
    } else {
      beginning.rehearsed().complete(null);
    }
  }

  /**
   * Handles an event that asks nothing of the model, while the model loads on threads of its own:
   * so the first real event does not pay for the classes that read events and write answers.
   */
  private void rehearse() {
    try {
      handle(
          new ByteArrayInputStream(REHEARSAL.getBytes(StandardCharsets.UTF_8)),
          OutputStream.nullOutputStream(),
          Instant.now().plusSeconds(60));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail to be read
    }
  }

  private void awaitColdStart() {
    try {
      service.coldStart();
    } catch (StartException e) {
      // Not lost: the service has logged it, and every response says it.
      return;
    }
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    handle(input, output, Instant.now().plusMillis(context.getRemainingTimeInMillis()));
  }

  private void handle(InputStream input, OutputStream output, Instant deadline) throws IOException {
    long receivedNanos = System.nanoTime();
    // The runtime interface client has the event in memory, and its stream can be reset.
    InputStream event =
        input instanceof ByteArrayInputStream
            ? input
            : new ByteArrayInputStream(input.readAllBytes());
    int bytes = event.available();
    event.mark(bytes);
    LambdaEvent parsed = EventReader.read(factory, event, bytes);
    event.reset();
    int limit = (int) Math.min(service.limits().maxBodyBytes(), BodyReader.bound(parsed));
    try (Buffers.Lease lease = service.buffers().lease(limit)) {
      var body = lease.buffer();
      boolean fits;
      try {
        fits = BodyReader.read(factory, event, parsed, body);
      } catch (RequestException e) {
        respond(parsed, service.refuse(e), output);
        return;
      }
      if (!fits) {
        respond(parsed, service.refuse(service.limits().tooLarge()), output);
        return;
      }
      InferenceRequest request =
          new InferenceRequest(
              parsed.method(),
              parsed.path(),
              parsed.lookup(),
              body.flip(),
              receivedNanos,
              Optional.of(deadline));
      respond(parsed, service.handle(request), output);
    }
  }

  /** Writes the response and closes it; one that Lambda would not pass on becomes a clear error. */
  private void respond(LambdaEvent event, InferenceResponse response, OutputStream output)
      throws IOException {
    try (response) {
      long size = responses.size(event, response);
      if (size <= event.kind().responseBytes()) {
        responses.write(event, response, output);
        return;
      }
      try (InferenceResponse refusal = service.refuse(tooLong(event, size))) {
        responses.write(event, refusal, output);
      }
    }
  }

  private static RequestException tooLong(LambdaEvent event, long size) {
    return new RequestException(
        RequestException.Kind.TOO_LARGE,
        String.format(
            Locale.ROOT,
            "the response has %d bytes, but %s passes on at most %d; send fewer instances in a"
                + " request or ask for fewer outputs",
            size,
            event.kind() == LambdaEvent.Kind.LOAD_BALANCER
                ? "an Application Load Balancer"
                : "Lambda",
            event.kind().responseBytes()));
  }

  /** Frees the model. Closing twice is harmless. */
  @Override
  public void close() {
    service.close();
  }
}
