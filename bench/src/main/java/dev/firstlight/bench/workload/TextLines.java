package dev.firstlight.bench.workload;

import dev.firstlight.bench.fault.BenchException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Lines of a text file, or of a gzipped one by its name ({@code .gz}), with their numbers and in
 * bounded memory: a line that is longer than allowed is an error, not a full heap. Unlike other
 * readers of lines it tells whether the last one was complete. For one thread.
 */
public final class TextLines implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final int longest;
  private final InputStream in;
  private byte[] line = new byte[256];
  private long number;
  private boolean complete = true;

  private TextLines(Path file, int longest, InputStream in) {
    this.file = file;
    this.longest = longest;
    this.in = in;
  }

  /**
   * Opens a file.
   *
   * @param longest line that is allowed, in bytes
   * @throws BenchException of kind FILE if it cannot be read
   */
  public static TextLines open(Path file, int longest) {
    InputStream raw;
    try {
      raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    try {
      return new TextLines(
          file,
          longest,
          isGzip(file) ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER) : raw);
    } catch (IOException e) {
      try {
        raw.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw unreadable(file, e);
    }
  }

  /** Whether a file of that name is compressed. */
  static boolean isGzip(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
  }

  /**
   * The next line without its line break, {@code \n} or {@code \r\n}; none at the end.
   *
   * @throws BenchException of kind FILE, with file and line, if the file ends within its
   *     compression, the line is too long, or it cannot be read
   */
  public Optional<String> next() {
    number++;
    int length = 0;
    while (true) {
      int read = read();
      if (read < 0) {
        complete = length == 0;
        return length == 0 ? Optional.empty() : Optional.of(text(length));
      }
      if (read == '\n') {
        return Optional.of(text(length > 0 && line[length - 1] == '\r' ? length - 1 : length));
      }
      if (length == longest) {
        throw at("is longer than the %,d bytes that are allowed".formatted(longest));
      }
      if (length == line.length) {
        line = java.util.Arrays.copyOf(line, Math.min(2 * length, longest));
      }
      line[length++] = (byte) read;
    }
  }

  /** Number of the line that came last, from 1. */
  public long number() {
    return number;
  }

  /** Whether the line that came last ended with a line break. */
  public boolean isComplete() {
    return complete;
  }

  /** That something is wrong with the line that came last. */
  public BenchException at(String what) {
    return new BenchException(
        BenchException.Kind.FILE, "\"%s\", line %d: %s".formatted(file, number, what));
  }

  private String text(int length) {
    return new String(line, 0, length, StandardCharsets.UTF_8);
  }

  private int read() {
    try {
      return in.read();
    } catch (EOFException | ZipException e) {
      throw new BenchException(
          BenchException.Kind.FILE,
          "\"%s\", line %d: the compressed file is damaged or was cut short here (%s); get or make it anew"
              .formatted(file, number, e.getMessage()),
          e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static BenchException unreadable(Path file, IOException e) {
    String why =
        e instanceof NoSuchFileException
            ? "there is no such file"
            : e instanceof ZipException
                ? "its name ends in .gz, but it is not gzip"
                : Files.isDirectory(file) ? "it is a folder" : String.valueOf(e);
    return new BenchException(
        BenchException.Kind.FILE, "cannot read \"%s\": %s".formatted(file, why), e);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }
}
