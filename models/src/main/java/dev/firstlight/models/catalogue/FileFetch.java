package dev.firstlight.models.catalogue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Fetches one file from one source: goes on where an earlier fetch stopped, tries again after
 * faults that may pass, and keeps the file only if its digest is right. For one thread, under the
 * {@link FetchLock}.
 */
final class FileFetch {
  /** Bounds a source that gives a little each time. */
  private static final int MOST_CONNECTIONS = 1000;

  private final CatalogueFile file;
  private final PartFile part;
  private final FetchOptions options;
  private final FetchListener listener;

  FileFetch(CatalogueFile file, FetchOptions options, FetchListener listener) {
    this.file = file;
    this.part = new PartFile(options.downloads(), file);
    this.options = options;
    this.listener = listener;
  }

  /** Bytes that are still to come. */
  long missing() throws IOException {
    return file.bytes() - part.length();
  }

  /** Whether the whole file is here already; one that is damaged is deleted. */
  boolean isHere() throws IOException {
    if (missing() > 0) {
      return false;
    }
    if (part.sha256().equals(file.sha256())) {
      part.complete();
      return true;
    }
    part.discard();
    return false;
  }

  /** Where the whole file is. */
  Path path() {
    return part.whole();
  }

  /** Forgets the file, when it is needed no more. */
  void discard() throws IOException {
    part.discard();
  }

  /**
   * Fetches the file.
   *
   * @throws RefusedSourceException if the source does not have it, or has something else
   * @throws IOException the last of its faults, if it has too many
   */
  void from(Source source) throws IOException, InterruptedException {
    listener.begin(file.name(), file.bytes(), part.length());
    try {
      bring(source);
    } finally {
      listener.end();
    }
  }

  private void bring(Source source) throws IOException, InterruptedException {
    boolean fresh = part.length() == 0;
    int fruitless = 0;
    for (int connection = 1; missing() > 0; connection++) {
      long before = part.length();
      try {
        receive(source);
      } catch (RefusedSourceException e) {
        throw e;
      } catch (IOException e) {
        if (e instanceof RefusedRangeException) {
          part.discard();
        }
        fruitless = part.length() > before ? 1 : fruitless + 1;
        int attempts = isUnreachable(e) ? Math.min(2, options.attempts()) : options.attempts();
        if (fruitless >= attempts || connection == MOST_CONNECTIONS) {
          throw e;
        }
        Duration pause = pause(e, fruitless);
        listener.say(
            "%s: %s; trying again in %.1f s at byte %,d"
                .formatted(source.name(), reason(e), pause.toMillis() / 1e3, part.length()));
        options.sleeper().sleep(pause);
      }
    }
    check(source, fresh);
  }

  /** Whether no server was reached at all: then there is hardly one to wait for. */
  private static boolean isUnreachable(IOException e) {
    return e instanceof UnknownHostException
        || e instanceof ConnectException
        || e instanceof NoRouteToHostException;
  }

  private void receive(Source source) throws IOException {
    long offset = part.length();
    try (Source.Answer answer = source.open(offset, part.validator(source.name()))) {
      if (answer.offset() < offset) {
        listener.say(source.name() + " begins anew: it resumes no downloads, or its file changed");
      }
      part.comesFrom(source.name(), answer.validator());
      try (PartFile.Sink sink = part.openAt(answer.offset())) {
        copy(answer.stream(), sink, answer.offset());
      }
    }
  }

  private void copy(InputStream stream, PartFile.Sink sink, long offset) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long at = offset;
    listener.at(at);
    for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
      if (at + read > file.bytes()) {
        throw new RefusedSourceException(
            "it sends more than the %,d bytes that the catalogue says".formatted(file.bytes()));
      }
      sink.write(buffer, read);
      at += read;
      listener.at(at);
    }
    if (at < file.bytes()) {
      throw new EOFException("it ended after %,d of %,d bytes".formatted(at, file.bytes()));
    }
  }

  /** Fails closed: what is not right is deleted, whatever else may be wrong. */
  private void check(Source source, boolean fresh) throws IOException, InterruptedException {
    String sha256 = part.sha256();
    if (sha256.equals(file.sha256())) {
      part.complete();
      return;
    }
    part.discard();
    if (fresh) {
      throw new RefusedSourceException(
          "what it sent has SHA-256 %s, but the catalogue says %s; it was deleted"
              .formatted(sha256, file.sha256()),
          true);
    }
    listener.say(
        "%s: the parts do not make the file %s; fetching all of it anew"
            .formatted(source.name(), file.name()));
    bring(source);
  }

  private Duration pause(IOException e, int fruitless) {
    Duration backoff = options.backoff().multipliedBy(1L << Math.min(fruitless - 1, 10));
    Duration bounded =
        backoff.compareTo(FetchOptions.LONGEST_BACKOFF) < 0
            ? backoff
            : FetchOptions.LONGEST_BACKOFF;
    Duration asked = e instanceof RetryLaterException later ? later.pause() : Duration.ZERO;
    return asked.compareTo(bounded) > 0 ? asked : bounded;
  }

  private String reason(IOException e) {
    return reason(e, options);
  }

  /** A fault in words, where the JDK's own are not. */
  static String reason(IOException e, FetchOptions options) {
    if (e instanceof SocketTimeoutException) {
      return String.valueOf(e.getMessage()).contains("onnect")
          ? "no connection within %d s".formatted(options.connectTimeout().toSeconds())
          : "nothing came for %d s".formatted(options.stallTimeout().toSeconds());
    }
    if (e instanceof UnknownHostException) {
      return "unknown host";
    }
    String message = e.getMessage();
    return message == null ? e.toString() : message;
  }
}
