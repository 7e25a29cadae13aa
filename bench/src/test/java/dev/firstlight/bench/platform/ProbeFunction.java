package dev.firstlight.bench.platform;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.firstlight.json.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Lambda function that does what its path says. It runs in instances of the platform's tests.
 *
 * <p>In its init phase it leaves a file in the folder {@code PROBE_MARKS}, and where it is the
 * first to do so does what {@code PROBE_FIRST_INIT} says: {@code exit}, or {@code hang}.
 */
public final class ProbeFunction implements RequestStreamHandler {
  private final List<ByteBuffer> held = new ArrayList<>();

  /** The init phase. */
  public ProbeFunction() throws IOException, InterruptedException {
    String marks = System.getenv("PROBE_MARKS");
    if (marks != null) {
      Path mark = Path.of(marks, "first");
      if (!Files.exists(mark)) {
        Files.createFile(mark);
        switch (System.getenv("PROBE_FIRST_INIT")) {
          case "exit" -> Runtime.getRuntime().halt(7);
          default -> Thread.sleep(60_000);
        }
      }
    }
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    JsonNode event = JsonNode.read(input.readAllBytes());
    String path = event.get("rawPath").asString();
    int number =
        Integer.parseInt(path.replaceAll("\\D", "").isEmpty() ? "0" : path.replaceAll("\\D", ""));
    String body =
        switch (path.replaceAll("\\d", "")) {
          case "/busy/" -> busy(number);
          case "/hold/" -> hold(number);
          case "/write/" -> write(number);
          case "/sleep/" -> sleep(number);
          case "/left" -> Integer.toString(context.getRemainingTimeInMillis());
          case "/fail" -> throw new IllegalStateException("as asked");
          default -> "echo";
        };
    output.write(
        "{\"statusCode\":200,\"body\":\"%s\"}".formatted(body).getBytes(StandardCharsets.UTF_8));
  }

  /** Computes for so many milliseconds of the wall clock. */
  private static String busy(int millis) {
    long end = System.nanoTime() + millis * 1_000_000L;
    double sum = 0;
    while (System.nanoTime() < end) {
      for (int i = 0; i < 1000; i++) {
        sum += Math.sqrt(i);
      }
    }
    return sum > 0 ? "busy" : "idle";
  }

  /** Takes so many megabytes, and touches every page. */
  private String hold(int megabytes) {
    for (int i = 0; i < megabytes; i++) {
      ByteBuffer one = ByteBuffer.allocateDirect(1 << 20);
      for (int at = 0; at < one.capacity(); at += 4096) {
        one.put(at, (byte) 1);
      }
      held.add(one);
    }
    return "holds " + held.size();
  }

  private static String write(int kilobytes) throws IOException {
    Path file = Files.createTempFile(Path.of("/tmp"), "probe", "");
    try {
      Files.write(file, new byte[kilobytes << 10]);
      return "written";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    } finally {
      Files.delete(file);
    }
  }

  private static String sleep(int millis) {
    long end = System.nanoTime() + millis * 1_000_000L;
    while (System.nanoTime() < end) {
      java.util.concurrent.locks.LockSupport.parkNanos(end - System.nanoTime());
    }
    return "slept";
  }
}
