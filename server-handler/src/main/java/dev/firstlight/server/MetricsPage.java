package dev.firstlight.server;

import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.coldstart.StageSpan;
import dev.firstlight.runtime.TierChange;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The server's metrics in Prometheus' text format: requests, queue, inference, cold start, and the
 * JVM. Made by the first scrape, since it loads a library. Used by one thread at a time.
 */
final class MetricsPage {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry;
  private final Supplier<Optional<ColdStartRecord>> coldStart;
  private final Supplier<Optional<TierChange>> secondTier;
  private boolean coldStartShown;
  private boolean secondTierShown;

  MetricsPage(
      ServerMetrics metrics,
      InferenceQueue queue,
      Connections connections,
      Supplier<Optional<ColdStartRecord>> coldStart,
      Supplier<Optional<TierChange>> secondTier) {
    this.coldStart = coldStart;
    this.secondTier = secondTier;
    PrometheusRegistry prometheus = new PrometheusRegistry();
    registry =
        new PrometheusMeterRegistry(
            PrometheusConfig.DEFAULT, prometheus, io.micrometer.core.instrument.Clock.SYSTEM);
    prometheus.register(requests(metrics));
    prometheus.register(inference(metrics));
    gauge("firstlight.requests.waiting", "Requests that wait for a worker", queue::waiting);
    gauge("firstlight.requests.running", "Requests that workers answer", queue::running);
    gauge("firstlight.requests.admitted", "Requests that have a place", queue::taken);
    gauge("firstlight.requests.places", "Places for requests", queue::places);
    gauge("firstlight.body.bytes", "Memory that request bodies take", queue::reservedBytes);
    gauge("firstlight.connections", "Open connections", connections::count);
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  byte[] scrape() {
    if (!coldStartShown) {
      coldStart.get().ifPresent(this::show);
    }
    if (!secondTierShown) {
      secondTier.get().ifPresent(this::show);
    }
    return registry.scrape().getBytes(StandardCharsets.UTF_8);
  }

  private void show(ColdStartRecord record) {
    coldStartShown = true;
    for (StageSpan span : record.stages()) {
      double seconds = span.durationMillis() / 1e3;
      Gauge.builder("firstlight.coldstart.stage.seconds", () -> seconds)
          .description("How long a stage of the cold start took")
          .tag("stage", span.stage().label())
          .register(registry);
    }
    double ready = record.readyMillis() / 1e3;
    gauge("firstlight.coldstart.ready.seconds", "Process creation until ready", () -> ready);
  }

  private void show(TierChange change) {
    secondTierShown = true;
    double seconds = change.buildMillis() / 1e3;
    Gauge.builder("firstlight.tier.build.seconds", () -> seconds)
        .description("How long the model's second tier took to build")
        .tag("outcome", change.failure().isPresent() ? "failed" : "serving")
        .register(registry);
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  private static Collector requests(ServerMetrics metrics) {
    return () -> {
      HistogramSnapshot.Builder all =
          HistogramSnapshot.builder()
              .name("firstlight_request_duration_seconds")
              .help("Requests by route and status, from their head until their response");
      metrics
          .answered()
          .forEach(
              (key, durations) ->
                  all.dataPoint(
                      point(
                          durations,
                          Labels.of(
                              "route", key.route(), "status", Integer.toString(key.status())))));
      return all.build();
    };
  }

  private static Collector inference(ServerMetrics metrics) {
    return () ->
        HistogramSnapshot.builder()
            .name("firstlight_inference_duration_seconds")
            .help("Runs of the model for requests")
            .dataPoint(point(metrics.inference(), Labels.EMPTY))
            .build();
  }

  private static HistogramSnapshot.HistogramDataPointSnapshot point(
      DurationHistogram durations, Labels labels) {
    long[] counts = durations.counts();
    double[] bounds = DurationHistogram.bounds();
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < counts.length; i++) {
      buckets.bucket(bounds[i], counts[i]);
    }
    return HistogramSnapshot.HistogramDataPointSnapshot.builder()
        .classicHistogramBuckets(buckets.build())
        .sum(durations.sumSeconds())
        .labels(labels)
        .build();
  }
}
