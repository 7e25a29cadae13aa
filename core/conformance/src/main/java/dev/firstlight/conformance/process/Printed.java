package dev.firstlight.conformance.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a process prints, read as it comes; the newest lines are kept. */
final class Printed {
  private static final int MOST_LINES = 50_000;

  private final ArrayDeque<String> lines = new ArrayDeque<>();
  private final CompletableFuture<Void> complete;

  Printed(long pid, InputStream out, InputStream err) {
    complete = CompletableFuture.allOf(read(pid, "output", out), read(pid, "errors", err));
  }

  List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  CompletableFuture<Void> complete() {
    return complete;
  }

  private CompletableFuture<Void> read(long pid, String what, InputStream stream) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    Thread reader = new Thread(() -> readAll(stream, end), what + " of process " + pid);
    reader.setDaemon(true);
    reader.start();
    return end;
  }

  private void readAll(InputStream stream, CompletableFuture<Void> end) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      reader.lines().forEach(this::add);
    } catch (IOException | UncheckedIOException e) {
      add("(what follows could not be read: " + e.getMessage() + ")");
    } finally {
      end.complete(null);
    }
  }

  private void add(String line) {
    synchronized (lines) {
      lines.addLast(line);
      if (lines.size() > MOST_LINES) {
        lines.removeFirst();
      }
    }
  }
}
