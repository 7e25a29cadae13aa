package dev.firstlight.server;

import dev.firstlight.ServiceConfig.Limits;
import dev.firstlight.fault.RequestException;
import dev.firstlight.fault.RequestException.Kind;
import dev.firstlight.inference.InferenceResponse;
import dev.firstlight.tensor.Buffers;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Begins an exchange for each request, and holds what exchanges share.
 *
 * @param inferences answers requests
 * @param queue the way to it
 * @param buffers for bodies
 * @param routes names of paths
 * @param limits what a request may not exceed
 * @param idle how long a client may stand still in the middle of an exchange
 * @param arrival how long a body may take to arrive
 * @param connections where exchanges happen
 * @param metrics counts them
 * @param fatal told of an error after which the process must end
 */
record Exchanges(
    Inferences inferences,
    InferenceQueue queue,
    Buffers buffers,
    Routes routes,
    Limits limits,
    Duration idle,
    Duration arrival,
    Connections connections,
    ServerMetrics metrics,
    Consumer<Error> fatal)
    implements Handler<HttpServerRequest> {

  @Override
  public void handle(HttpServerRequest request) {
    if (request.version() == null) {
      refuseMalformed(request, 505, "its version of HTTP is none that this server speaks");
      return;
    }
    String requested = request.path();
    String path = routes.resolve(requested == null || requested.isEmpty() ? "/" : requested);
    Exchange exchange = new Exchange(this, request, path);
    exchange.listen();
    boolean reads =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    if (reads && Routes.isReadiness(path) && connections.isDraining()) {
      exchange.refuse(new RequestException(Kind.UNAVAILABLE, "the instance is going away"));
    } else if (reads && Routes.isProbe(path)) {
      exchange.answerNow();
    } else if (reads && path.equals(Routes.METRICS)) {
      if (metrics.beginScrape()) {
        exchange.answerWith(metrics::page);
      } else {
        exchange.refuse(new RequestException(Kind.OVERLOADED, "another scrape is going on"));
      }
    } else {
      exchange.admit();
    }
  }

  /** Answers what is not even a request. */
  void refuseMalformed(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    int status = 400;
    if (cause instanceof TooLongHttpLineException) {
      status = 414;
    } else if (cause instanceof TooLongHttpHeaderException) {
      status = 431;
    }
    refuseMalformed(request, status, cause == null ? "" : String.valueOf(cause.getMessage()));
  }

  private void refuseMalformed(HttpServerRequest request, int status, String reason) {
    InferenceResponse standard =
        inferences.refuse(
            RequestException.bad("this is not a request that HTTP allows: " + reason));
    Exchange exchange = new Exchange(this, request, "malformed");
    exchange.listen();
    exchange.endConnection();
    exchange.respond(
        new InferenceResponse(status, standard.headers(), standard.body(), standard::close));
  }

  RequestException overloaded() {
    return new RequestException(
        Kind.OVERLOADED, "all " + queue.places() + " places for requests are taken; try again");
  }
}
