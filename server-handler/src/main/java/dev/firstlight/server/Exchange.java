package dev.firstlight.server;

import dev.firstlight.fault.RequestException;
import dev.firstlight.fault.RequestException.Kind;
import dev.firstlight.inference.InferenceRequest;
import dev.firstlight.inference.InferenceResponse;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response: takes a place in the queue, gathers the body, has a worker answer,
 * sends the answer, and gives everything back whatever happens on the way. Used by the event loop,
 * but for what {@link #answer} does on a worker.
 */
final class Exchange {
  private enum State {
    /** The body is arriving. */
    RECEIVING,
    /** A worker has it, or will. */
    ANSWERING,
    /** The response is being written. */
    RESPONDING,
    /** The response is written, but the client still sends a body that nobody wants. */
    DISCARDING,
    /** Over. */
    DONE
  }

  private final Exchanges shared;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final RequestHead head;
  private final Connection connection;
  private final Context context;
  private final long begunNanos = System.nanoTime();

  private State state = State.RECEIVING;
  private @Nullable RequestBody body;
  private @Nullable InferenceResponse answer;
  private boolean placed;
  private boolean requestEnded;
  private boolean allCame;
  private boolean lastOfConnection;
  private long movedNanos = begunNanos;
  private volatile boolean abandoned;

  Exchange(Exchanges shared, HttpServerRequest request, String path) {
    this.shared = shared;
    this.request = request;
    this.response = request.response();
    this.head = new RequestHead(request, path);
    this.connection = Connection.of(request);
    this.context = Vertx.currentContext();
  }

  /** Follows what happens to request and response. */
  void listen() {
    request.handler(chunk -> receive(((BufferInternal) chunk).getByteBuf()));
    request.endHandler(end -> received());
    request.exceptionHandler(failure -> lost());
    response.exceptionHandler(failure -> lost());
    connection.begin(this, request);
  }

  /** Lets the request in, if there is room, and its body come. */
  void admit() {
    long declared = head.declaredLength();
    if (declared > shared.limits().maxBodyBytes()) {
      refuse(shared.limits().tooLarge());
      return;
    }
    if (!shared.queue().enter()) {
      refuse(shared.overloaded());
      return;
    }
    placed = true;
    body =
        new RequestBody(
            shared.buffers(), shared.queue(), declared, head.jsonLength(), shared.limits());
    if (head.expectsContinue()) {
      response.writeContinue();
    }
  }

  /** Answers on the event loop, without waiting for a body. */
  void answerNow() {
    respond(answer(ByteBuffer.allocate(0)));
  }

  /** Answers with what a supplier gives on a thread of its own. */
  void answerWith(Supplier<InferenceResponse> supplier) {
    state = State.ANSWERING;
    Thread thread = new Thread(() -> sendBack(answer(supplier)), "firstlight-metrics");
    thread.setDaemon(true);
    thread.start();
  }

  /** Refuses, without waiting for the rest of the body. */
  void refuse(RequestException why) {
    if (head.expectsContinue()) {
      // The client may send the body or not; only a new connection is clear of it.
      endConnection();
    }
    respond(shared.inferences().refuse(why));
  }

  /** Has the connection end with this exchange. */
  void endConnection() {
    lastOfConnection = true;
  }

  /** Takes a part of the body, which stays the caller's. */
  void receive(ByteBuf chunk) {
    movedNanos = System.nanoTime();
    RequestBody gathering = body;
    if (state != State.RECEIVING || gathering == null) {
      return;
    }
    try {
      gathering.append(chunk);
    } catch (RequestException e) {
      refuse(e);
    }
  }

  /** The body that is arriving, if there is one that is wanted. */
  @Nullable RequestBody arriving() {
    return state == State.RECEIVING ? body : null;
  }

  /** The body cannot be understood as HTTP. */
  void malformed(Throwable cause) {
    if (state == State.RECEIVING) {
      endConnection();
      refuse(RequestException.bad("the body is not what HTTP allows: " + cause.getMessage()));
    } else {
      connection.close();
    }
  }

  private void received() {
    requestEnded = true;
    RequestBody whole = body;
    if (state == State.DISCARDING) {
      finish();
    } else if (state == State.RECEIVING && whole != null) {
      state = State.ANSWERING;
      ByteBuffer bytes = whole.bytes();
      shared
          .queue()
          .execute(
              () -> {
                if (abandoned) {
                  sendBack(null);
                } else {
                  sendBack(answer(bytes));
                }
              });
    }
  }

  private @Nullable InferenceResponse answer(ByteBuffer bytes) {
    InferenceRequest inference = head.with(bytes, movedNanos);
    return answer(() -> shared.inferences().handle(inference));
  }

  /** What a supplier answers; null if the process must end. Runs on workers too. */
  private @Nullable InferenceResponse answer(Supplier<InferenceResponse> supplier) {
    try {
      return supplier.get();
    } catch (StackOverflowError e) {
      return failed(e);
    } catch (VirtualMachineError e) {
      shared.fatal().accept(e);
      return null;
    } catch (RuntimeException | Error e) {
      return failed(e);
    }
  }

  private InferenceResponse failed(Throwable cause) {
    return shared
        .inferences()
        .refuse(new RequestException(Kind.INTERNAL, "the request could not be handled", cause));
  }

  private void sendBack(@Nullable InferenceResponse made) {
    try {
      context.runOnContext(nothing -> respond(made));
    } catch (RejectedExecutionException e) {
      // The event loop has ended, and the connection with it.
      if (made != null) {
        made.close();
      }
    }
  }

  /** Writes the response. */
  void respond(@Nullable InferenceResponse made) {
    if (made == null || state == State.DONE || response.closed()) {
      if (made != null) {
        made.close();
      }
      release();
      finish();
      return;
    }
    state = State.RESPONDING;
    answer = made;
    movedNanos = System.nanoTime();
    lastOfConnection |= connection.endsWith(request);
    Future<Void> written;
    try {
      written =
          ResponseWriter.write(
              made, response, !head.isHead(), lastOfConnection && !head.overHttp2());
    } catch (IllegalStateException e) {
      // Vert.x refuses to write where the client has gone in this moment.
      shared.metrics().count(head.path(), made, begunNanos);
      sent(false);
      return;
    }
    // Counted now that the response is on its way, so that nobody waits for it.
    shared.metrics().count(head.path(), made, begunNanos);
    written.onComplete(result -> sent(result.succeeded()));
  }

  private void sent(boolean whole) {
    if (!whole && head.overHttp2()) {
      // Frames with parts of the response may still wait to leave, though the client has reset it.
      connection.afterFlush(this::release);
    } else {
      release();
    }
    if (!whole || response.closed()) {
      finish();
    } else if (requestEnded) {
      finish();
    } else if (head.overHttp2() && allCame) {
      reset();
    } else {
      state = State.DISCARDING;
      movedNanos = System.nanoTime();
    }
    if (lastOfConnection && !head.overHttp2()) {
      connection.close();
    }
  }

  /** Whether the request is answered and what still comes of its body is for nobody. */
  boolean isUnwanted() {
    return state == State.RESPONDING || state == State.DISCARDING;
  }

  /** The client has sent all that it is allowed to send over HTTP/2. */
  void allCame() {
    allCame = true;
    if (state == State.DISCARDING) {
      reset();
    }
  }

  private void reset() {
    response.reset(0); // NO_ERROR: the response counts, the rest of the body does not
    finish();
  }

  /** The client has gone. */
  void lost() {
    abandoned = true;
    if (state == State.RECEIVING || state == State.DISCARDING) {
      release();
      finish();
    }
  }

  /** Ends what stands still. */
  void check(long now) {
    long still = now - movedNanos;
    switch (state) {
      case RECEIVING -> {
        if (still > shared.idle().toNanos() || now - begunNanos > shared.arrival().toNanos()) {
          endConnection();
          refuse(
              new RequestException(
                  Kind.DEADLINE,
                  "the body did not arrive in time: %d bytes in %d ms"
                      .formatted(received(body), (now - begunNanos) / 1_000_000)));
        }
      }
      case RESPONDING -> {
        if (connection.hasWrittenSinceLastAsked()) {
          movedNanos = now;
        } else if (still > shared.idle().toNanos()) {
          connection.abort();
        }
      }
      case DISCARDING -> {
        if (now - begunNanos > shared.arrival().toNanos() || still > shared.idle().toNanos()) {
          if (head.overHttp2()) {
            reset();
          } else {
            connection.close();
          }
        }
      }
      case ANSWERING, DONE -> {
        // The service keeps its own deadlines.
      }
    }
  }

  private static int received(@Nullable RequestBody body) {
    return body == null ? 0 : body.length();
  }

  private void release() {
    if (answer != null) {
      answer.close();
      answer = null;
    }
    if (body != null) {
      body.close();
      body = null;
    }
    if (placed) {
      placed = false;
      shared.queue().leave();
    }
  }

  private void finish() {
    state = State.DONE;
    connection.end(this);
  }
}
