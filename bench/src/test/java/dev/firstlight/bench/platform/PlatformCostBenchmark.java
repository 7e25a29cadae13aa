package dev.firstlight.bench.platform;

import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.lambda.InvocationOutcome;
import dev.firstlight.conformance.lambda.LambdaEvents;
import dev.firstlight.conformance.lambda.LambdaFunction;
import dev.firstlight.conformance.lambda.LambdaProcess;
import dev.firstlight.conformance.lambda.LocalRuntimeApi;
import dev.firstlight.conformance.process.JavaCommand;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the platform adds to calling an instance directly: the same call goes, in turn, to an
 * instance behind the local Runtime API, to one of a platform, and through the platform's endpoint.
 * Warm, paired, with instances that stand still between calls. No part of the tests; the command
 * stands in docs/platform.md.
 */
final class PlatformCostBenchmark {
  private static final int WARMUP = 1500;
  private static final int RUNS = 2000;

  @TempDir Path scratch;

  @Test
  void measure() throws Exception {
    for (boolean cgroup : new boolean[] {false, true}) {
      measure(cgroup);
    }
  }

  private void measure(boolean cgroup) throws Exception {
    List<Path> classPath = new ArrayList<>();
    classPath.add(Probes.HOME.resolve("bench/target/test-classes"));
    classPath.addAll(JavaCommand.classPathOf(Probes.HOME.resolve("lambda-handler/target")));
    LambdaFunction function = LambdaFunction.of(ProbeFunction.class.getName(), Map.of());
    Call call = Call.get("/echo");
    double[] direct = new double[RUNS];
    double[] platform = new double[RUNS];
    double[] endpoint = new double[RUNS];
    try (LocalRuntimeApi api = LocalRuntimeApi.start();
        LambdaProcess instance = LambdaProcess.start(api, classPath, function);
        Platform served = new Probes().start(PlatformSettings.of("lambda"), cgroup, scratch);
        Endpoint open = Endpoint.open(served, 0)) {
      HttpClient client = HttpClient.newHttpClient();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + open.port() + "/echo")).build();
      LambdaEvents events = LambdaEvents.functionUrl();
      for (int i = -WARMUP; i < RUNS; i++) {
        long begin = System.nanoTime();
        InvocationOutcome outcome =
            instance.invoke(events.event(call), Duration.ofSeconds(30)).get();
        var unused = events.answer(((InvocationOutcome.Response) outcome).bytes());
        long first = System.nanoTime();
        var also = served.send(call).answer().get();
        long second = System.nanoTime();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        long third = System.nanoTime();
        if (also.status() != 200 || answer.statusCode() != 200) {
          throw new IllegalStateException(also + " " + answer);
        }
        if (i >= 0) {
          direct[i] = (first - begin) / 1e6;
          platform[i] = (second - first) / 1e6;
          endpoint[i] = (third - second) / 1e6;
        }
      }
      System.out.printf(
          "%s: directly %.3f ms; the platform adds %.3f, with its endpoint and a client of it %.3f (medians of %d pairs)%n",
          cgroup ? "cgroup" : "process",
          median(direct),
          added(platform, direct),
          added(endpoint, direct),
          RUNS);
    }
  }

  private static double added(double[] with, double[] without) {
    double[] added = new double[with.length];
    for (int i = 0; i < added.length; i++) {
      added[i] = with[i] - without[i];
    }
    return median(added);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
