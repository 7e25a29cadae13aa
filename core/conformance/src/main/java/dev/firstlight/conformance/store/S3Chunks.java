package dev.firstlight.conformance.store;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Takes the content out of a body of {@code aws-chunked} encoding. */
final class S3Chunks {
  private S3Chunks() {}

  static void decode(Path encoded, Path content) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(encoded));
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(content))) {
      while (true) {
        String line = line(in);
        int semicolon = line.indexOf(';'); // its signature follows
        int size = Integer.parseInt(semicolon < 0 ? line : line.substring(0, semicolon), 16);
        if (size == 0) {
          return; // trailers follow
        }
        byte[] chunk = in.readNBytes(size);
        if (chunk.length < size) {
          throw new EOFException("a chunk was cut short");
        }
        out.write(chunk);
        line(in);
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n') {
        return line.toString().trim();
      }
      line.append((char) c);
    }
    throw new EOFException("a chunk without an end");
  }
}
