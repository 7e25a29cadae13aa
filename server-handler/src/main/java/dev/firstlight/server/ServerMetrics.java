package dev.firstlight.server;

import dev.firstlight.inference.Header;
import dev.firstlight.inference.InferenceResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the server answers. Costs a map entry and a few additions a request; the library that
 * writes the page of metrics is loaded by the first scrape and not before. Safe for use by several
 * threads.
 */
final class ServerMetrics {
  /** What requests are counted by. */
  record Answered(String route, int status) {}

  private static final String PREDICT = "predict;dur=";

  private final Map<Answered, DurationHistogram> answered = new ConcurrentHashMap<>();
  private final DurationHistogram inference = new DurationHistogram();
  private final Function<ServerMetrics, MetricsPage> pages;
  private final AtomicBoolean scraping = new AtomicBoolean();
  private @Nullable MetricsPage page;

  /** {@code pages} makes the page at the first scrape. */
  ServerMetrics(Function<ServerMetrics, MetricsPage> pages) {
    this.pages = pages;
  }

  /** Counts a response that is about to be sent. */
  void count(String path, InferenceResponse response, long begunNanos) {
    answered
        .computeIfAbsent(
            new Answered(Routes.label(path), response.status()), key -> new DurationHistogram())
        .add((System.nanoTime() - begunNanos) / 1e9);
    String timing = response.header(Header.SERVER_TIMING).orElse("");
    // The last one: on a first response the stage of that name stands before it.
    int at = timing.lastIndexOf(PREDICT);
    if (at >= 0) {
      inference.add(millis(timing, at + PREDICT.length()) / 1e3);
    }
  }

  /** Requests by route and status, and how long they took. */
  Map<Answered, DurationHistogram> answered() {
    return answered;
  }

  /** How long inferences took. */
  DurationHistogram inference() {
    return inference;
  }

  /** Whether a page may be made now: one at a time. If so, {@link #page} must follow. */
  boolean beginScrape() {
    return scraping.compareAndSet(false, true);
  }

  /** The page of metrics, in Prometheus' text format. */
  synchronized InferenceResponse page() {
    try {
      MetricsPage known = page;
      if (known == null) {
        known = pages.apply(this);
        page = known;
      }
      return response(known);
    } finally {
      scraping.set(false);
    }
  }

  private static InferenceResponse response(MetricsPage known) {
    return new InferenceResponse(
        200,
        List.of(new Header(Header.CONTENT_TYPE, MetricsPage.CONTENT_TYPE)),
        List.of(ByteBuffer.wrap(known.scrape())),
        () -> {});
  }

  private static double millis(String timing, int from) {
    int to = from;
    while (to < timing.length() && ".0123456789".indexOf(timing.charAt(to)) >= 0) {
      to++;
    }
    return to == from ? 0 : Double.parseDouble(timing.substring(from, to));
  }
}
