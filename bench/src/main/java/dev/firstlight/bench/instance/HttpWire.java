package dev.firstlight.bench.instance;

import dev.firstlight.bench.instance.Instance.Reply;
import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.process.LoopbackPort;
import dev.firstlight.inference.Header;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One kept-alive HTTP/1.1 connection, written to and read from by the calling thread, so that the
 * times are those of the bytes: a client with threads of its own would add their hand-overs, which
 * differ from target to target.
 */
final class HttpWire implements AutoCloseable {
  private final LoopbackPort port;
  private final ResponseReader reader = new ResponseReader();
  private volatile @Nullable SocketChannel channel;

  HttpWire(LoopbackPort port) {
    this.port = port;
  }

  /** Connects, unless connected; false where nobody listens. */
  boolean connect() throws IOException {
    if (channel != null) {
      return true;
    }
    Optional<SocketChannel> fresh = port.connect();
    if (fresh.isEmpty()) {
      return false;
    }
    fresh.get().setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel = fresh.get();
    return true;
  }

  /** Sends a request over the open connection and reads the answer. */
  Reply send(Call call) throws IOException {
    SocketChannel open = channel;
    if (open == null) {
      throw new IOException("there is no connection");
    }
    try {
      ByteBuffer[] parts = {head(call), call.body()};
      long sent = System.nanoTime();
      while (parts[0].hasRemaining() || parts[1].hasRemaining()) {
        open.write(parts);
      }
      Answer answer = reader.read(open);
      Reply reply = new Reply(answer, sent, reader.firstByteNanos(), System.nanoTime());
      if (answer.header("Connection").filter("close"::equalsIgnoreCase).isPresent()) {
        close();
      }
      return reply;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private ByteBuffer head(Call call) {
    StringBuilder head = new StringBuilder();
    head.append(call.method()).append(' ').append(call.target()).append(" HTTP/1.1\r\n");
    head.append("Host: localhost:").append(port.number());
    for (Header header : call.headers()) {
      head.append("\r\n").append(header.name()).append(": ").append(header.value());
    }
    head.append("\r\nContent-Length: ").append(call.body().remaining()).append("\r\n\r\n");
    return ByteBuffer.wrap(head.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Ends the connection; a thread that waits on it gets an exception. */
  @Override
  public void close() {
    SocketChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // It is gone either way.
      }
    }
  }

  /** Reads responses with a length, in chunks, or up to the end of the connection. */
  private static final class ResponseReader {
    private static final int MOST_HEAD_BYTES = 1 << 20;

    private ByteBuffer in = ByteBuffer.allocate(64 << 10).limit(0);
    private long firstByteNanos;

    long firstByteNanos() {
      return firstByteNanos;
    }

    Answer read(SocketChannel channel) throws IOException {
      firstByteNanos = 0;
      String status = line(channel);
      String[] words = status.split(" ", 3);
      if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("\\d{3}")) {
        throw new IOException("the instance answered \"" + status + "\", which is not HTTP/1.1");
      }
      List<Header> headers = new ArrayList<>();
      for (String line = line(channel); !line.isEmpty(); line = line(channel)) {
        int colon = line.indexOf(':');
        if (colon < 1) {
          throw new IOException("the instance sent \"" + line + "\", which is no header");
        }
        headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).trim()));
      }
      Answer head = new Answer(Integer.parseInt(words[1]), headers, ByteBuffer.allocate(0));
      return new Answer(head.status(), headers, body(channel, head));
    }

    private ByteBuffer body(SocketChannel channel, Answer head) throws IOException {
      if (head.status() == 204 || head.status() == 304) {
        return ByteBuffer.allocate(0);
      }
      Optional<String> coding = head.header("Transfer-Encoding");
      if (coding.filter(value -> value.toLowerCase(Locale.ROOT).contains("chunked")).isPresent()) {
        return chunks(channel);
      }
      Optional<String> length = head.header("Content-Length");
      if (length.isEmpty()) {
        throw new IOException("the answer has neither Content-Length nor chunks");
      }
      return bytes(channel, Integer.parseInt(length.get().trim()));
    }

    private ByteBuffer chunks(SocketChannel channel) throws IOException {
      java.io.ByteArrayOutputStream whole = new java.io.ByteArrayOutputStream();
      while (true) {
        int size = Integer.parseInt(line(channel).split(";", 2)[0].trim(), 16);
        whole.writeBytes(bytes(channel, size).array());
        if (!line(channel).isEmpty()) {
          if (size > 0) {
            throw new IOException("a chunk is longer than it says");
          }
          while (!line(channel).isEmpty()) {
            // Trailers mean nothing here.
          }
        }
        if (size == 0) {
          return ByteBuffer.wrap(whole.toByteArray());
        }
      }
    }

    private ByteBuffer bytes(SocketChannel channel, int count) throws IOException {
      ByteBuffer whole = ByteBuffer.allocate(count);
      while (whole.hasRemaining()) {
        if (!in.hasRemaining()) {
          fill(channel);
        }
        int some = Math.min(whole.remaining(), in.remaining());
        whole.put(in.slice(in.position(), some));
        in.position(in.position() + some);
      }
      return whole.flip();
    }

    private String line(SocketChannel channel) throws IOException {
      StringBuilder line = new StringBuilder();
      while (true) {
        if (!in.hasRemaining()) {
          fill(channel);
        }
        char next = (char) (in.get() & 0xff);
        if (next == '\n') {
          int end = line.length();
          return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
        }
        line.append(next);
        if (line.length() > MOST_HEAD_BYTES) {
          throw new IOException("a header is longer than " + MOST_HEAD_BYTES + " bytes");
        }
      }
    }

    private void fill(SocketChannel channel) throws IOException {
      in.clear();
      int count = channel.read(in);
      in.flip();
      if (count < 0) {
        throw new IOException("the instance closed the connection before its answer was complete");
      }
      if (firstByteNanos == 0) {
        firstByteNanos = System.nanoTime();
      }
    }
  }
}
