package dev.firstlight.conformance.lambda;

import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.inference.Header;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Direct invocation: the event is the JSON body, what the function returns is the body of the
 * answer. An error has its status beside its message, since there is nothing else to carry it.
 */
final class DirectEvents implements LambdaEvents {
  private static final Pattern ERROR =
      Pattern.compile("(\\{\"error\":.*),\"status\":(\\d{3})\\}", Pattern.DOTALL);

  @Override
  public byte[] event(Call call) {
    return call.bytes();
  }

  @Override
  public Answer answer(byte[] returned) {
    Matcher error = ERROR.matcher(new String(returned, StandardCharsets.UTF_8));
    if (error.matches()) {
      String body = error.group(1) + "}";
      return new Answer(
          Integer.parseInt(error.group(2)),
          List.of(),
          ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    }
    return new Answer(200, List.of(), ByteBuffer.wrap(returned));
  }

  /**
   * JSON bodies for the routes that a body alone can mean, without headers that would change it.
   */
  @Override
  public boolean carries(Call call) {
    return call.method().equals("POST")
        && call.header(Header.CONTENT_TYPE).filter("application/json"::equals).isPresent()
        && call.headers().size() == 1
        && (call.path().equals("/") || call.path().equals("/predict"));
  }

  @Override
  public boolean hasHeaders() {
    return false;
  }
}
