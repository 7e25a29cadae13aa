package dev.firstlight.gcf;

import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.RunningHandler;
import dev.firstlight.inference.Header;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The function in this process, called as the functions framework calls it. */
final class LocalHttpFunction implements RunningHandler {
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final FirstlightFunction function;
  private final boolean lengthKnown;

  /**
   * Starts it.
   *
   * @param lengthKnown whether requests announce their length, or come in chunks
   */
  LocalHttpFunction(Map<String, String> environment, boolean lengthKnown) {
    this.function = new FirstlightFunction(environment, log::add, value -> {});
    this.lengthKnown = lengthKnown;
  }

  @Override
  public Answer send(Call call) throws IOException {
    Response response = new Response();
    function.service(new Request(call, lengthKnown ? call.body().remaining() : -1), response);
    return response.answer();
  }

  /** Sends a call that announces another length than it has. */
  Answer sendAnnounced(Call call, long length) throws IOException {
    Response response = new Response();
    function.service(new Request(call, length), response);
    return response.answer();
  }

  @Override
  public boolean isAlive() {
    return true;
  }

  @Override
  public List<String> log() {
    return List.copyOf(log);
  }

  @Override
  public void close() {
    function.close();
  }

  private record Request(Call call, long length) implements HttpRequest {
    @Override
    public String getMethod() {
      return call.method();
    }

    @Override
    public String getUri() {
      return "http://127.0.0.1" + call.target();
    }

    @Override
    public String getPath() {
      return call.path();
    }

    @Override
    public Optional<String> getQuery() {
      return call.query().isEmpty() ? Optional.empty() : Optional.of(call.query());
    }

    @Override
    public Map<String, List<String>> getQueryParameters() {
      return Map.of();
    }

    @Override
    public Map<String, HttpPart> getParts() {
      throw new UnsupportedOperationException("no multipart request");
    }

    @Override
    public Optional<String> getContentType() {
      return call.header(Header.CONTENT_TYPE);
    }

    @Override
    public long getContentLength() {
      return length;
    }

    @Override
    public Optional<String> getCharacterEncoding() {
      return Optional.empty();
    }

    @Override
    public InputStream getInputStream() {
      return new ByteArrayInputStream(call.bytes());
    }

    @Override
    public BufferedReader getReader() {
      return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public Map<String, List<String>> getHeaders() {
      Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      for (Header header : call.headers()) {
        headers.computeIfAbsent(header.name(), absent -> new ArrayList<>()).add(header.value());
      }
      return headers;
    }
  }

  private static final class Response implements HttpResponse {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final List<Header> headers = new ArrayList<>();
    private int status = 200;

    @Override
    public void setStatusCode(int code) {
      status = code;
    }

    @Override
    public void setStatusCode(int code, String message) {
      status = code;
    }

    @Override
    public void setContentType(String type) {
      headers.add(new Header(Header.CONTENT_TYPE, type));
    }

    @Override
    public Optional<String> getContentType() {
      return answer().header(Header.CONTENT_TYPE);
    }

    @Override
    public void appendHeader(String name, String value) {
      headers.add(new Header(name, value));
    }

    @Override
    public Map<String, List<String>> getHeaders() {
      throw new UnsupportedOperationException("nobody reads them back");
    }

    @Override
    public OutputStream getOutputStream() {
      return body;
    }

    @Override
    public BufferedWriter getWriter() {
      return new BufferedWriter(new OutputStreamWriter(body, StandardCharsets.UTF_8));
    }

    Answer answer() {
      return new Answer(status, headers, ByteBuffer.wrap(body.toByteArray()));
    }
  }
}
