package dev.firstlight.server;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Stands in an HTTP/1 connection's pipeline before Vert.x, which would copy each chunk of a body to
 * the heap: takes the chunks out and hands them to the exchange that they belong to. Vert.x sees
 * bodies that are empty.
 *
 * <p>It also lets one request pass at a time. What a client has pipelined behind it is kept as it
 * came, and nothing more is read meanwhile, so that pipelining costs at most one read of memory.
 */
final class Http1Bodies extends ChannelDuplexHandler {
  private final ArrayDeque<Object> parked = new ArrayDeque<>();
  private @Nullable Exchange exchange;
  private boolean requestOpen;
  private boolean responseOpen;

  /** Sends the body of the request that is passing to that exchange. */
  void attach(Exchange to) {
    exchange = to;
  }

  /** Whether the client has sent more requests already. */
  boolean hasParked() {
    return !parked.isEmpty();
  }

  /** The body that the next bytes from the socket belong to, if there is one. */
  @Nullable RequestBody arriving() {
    Exchange to = exchange;
    return to == null || !parked.isEmpty() ? null : to.arriving();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!parked.isEmpty() || !pass(ctx, message)) {
      parked.add(message);
      ctx.channel().config().setAutoRead(false);
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the promise is that of the caller
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    ctx.write(message, promise);
    boolean interim = message instanceof HttpResponse response && response.status().code() < 200;
    if (message instanceof LastHttpContent && !interim) {
      responseOpen = false;
      if (!parked.isEmpty()) {
        // Not at once: Vert.x is in the middle of ending the response.
        ctx.executor().execute(() -> unpark(ctx));
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    parked.forEach(ReferenceCountUtil::release);
    parked.clear();
    ctx.fireChannelInactive();
  }

  private void unpark(ChannelHandlerContext ctx) {
    boolean passed = false;
    while (!parked.isEmpty() && pass(ctx, parked.element())) {
      parked.remove();
      passed = true;
    }
    if (passed) {
      ctx.fireChannelReadComplete();
    }
    if (parked.isEmpty()) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  /** Lets a message pass, unless it has to wait for the response that is due. */
  private boolean pass(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest) {
      if (requestOpen || responseOpen) {
        return false;
      }
      // A malformed request comes whole, and nothing after it.
      requestOpen = !(message instanceof FullHttpRequest);
      responseOpen = true;
      exchange = null;
      ctx.fireChannelRead(message);
    } else if (message instanceof HttpContent content) {
      try {
        deliver(content);
      } finally {
        content.release();
      }
      if (message instanceof LastHttpContent && content.decoderResult().isSuccess()) {
        requestOpen = false;
        exchange = null;
        ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
      }
    } else {
      ctx.fireChannelRead(message);
    }
    return true;
  }

  private void deliver(HttpContent content) {
    Exchange to = exchange;
    if (to == null) {
      return;
    }
    if (content.decoderResult().isSuccess()) {
      to.receive(content.content());
    } else {
      to.malformed(content.decoderResult().cause());
    }
  }
}
