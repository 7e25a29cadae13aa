package dev.firstlight.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.firstlight.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tensors of strings, byte for byte. ONNX Runtime's Java part passes strings on in the JVM's
 * modified UTF-8, which lacks characters outside the Basic Multilingual Plane (emoji), NUL and
 * whatever is no UTF-8. Strings that have none of these, nearly all, go the short way. Safe for use
 * by several threads, but not to be closed under one.
 */
final class OnnxTexts implements AutoCloseable {
  /** What the JVM makes of the first byte of a character that modified UTF-8 lacks. */
  private static final char LEAST_LEAD = 0xf0;

  private static final char MOST_LEAD = 0xf4;
  private static final char LEAST_TRAIL = 0x80;
  private static final char MOST_TRAIL = 0xbf;
  private static final int TRAILS = 3;

  private final OrtEnvironment environment;
  private @Nullable OrtSession append;

  OnnxTexts(OrtEnvironment environment) {
    this.environment = environment;
  }

  /** A handle on a copy of the strings; the caller closes it. */
  OnnxTensor handle(Tensor tensor) throws OrtException {
    List<byte[]> strings = tensor.byteStrings();
    String[] texts = new String[strings.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = new String(strings.get(i), StandardCharsets.UTF_8);
      if (!isPlain(texts[i]) || !isUtf8(texts[i], strings.get(i))) {
        return constant(SmallGraphs.constant(strings, tensor.shape()));
      }
    }
    return OnnxTensor.createTensor(environment, texts, tensor.shape().toArray());
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the bytes came through decoding unharmed. */
  private static boolean isUtf8(String text, byte[] bytes) {
    return text.indexOf('\ufffd') < 0
        || Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes);
  }

  /** What a model without inputs returns, which lives on after its session. */
  private OnnxTensor constant(byte[] model) throws OrtException {
    try (OrtSession session = open(model)) {
      return (OnnxTensor) session.run(Map.of()).get(0);
    }
  }

  private OrtSession open(byte[] model) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      return environment.createSession(model, options);
    }
  }

  /** A copy of a tensor's strings. */
  List<byte[]> read(OnnxTensor tensor) throws OrtException {
    List<String> read = new ArrayList<>();
    collect(tensor.getValue(), read);
    int longest = -1;
    for (String text : read) {
      if (hasLead(text)) {
        longest = Math.max(longest, text.length());
      }
    }
    List<String> whole = longest < 0 ? read : padded(tensor, TRAILS * longest);
    List<byte[]> strings = new ArrayList<>(read.size());
    for (int i = 0; i < read.size(); i++) {
      String text =
          hasLead(read.get(i)) ? restored(whole.get(i), read.get(i).length()) : read.get(i);
      strings.add(text.getBytes(StandardCharsets.UTF_8));
    }
    return strings;
  }

  private static boolean hasLead(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= LEAST_LEAD && text.charAt(i) <= MOST_LEAD) {
        return true;
      }
    }
    return false;
  }

  /**
   * The strings with so many characters appended. Of a character that modified UTF-8 lacks the JVM
   * makes four, but counts it as one and cuts the string's end off by that much; so there must be
   * something behind that can be cut off.
   */
  private List<String> padded(OnnxTensor tensor, int characters) throws OrtException {
    List<String> texts = new ArrayList<>();
    try (OnnxTensor pad =
            OnnxTensor.createTensor(
                environment, new String[] {" ".repeat(characters)}, new long[] {1});
        OrtSession.Result result =
            appending().run(Map.of(SmallGraphs.INPUT, tensor, SmallGraphs.SECOND_INPUT, pad))) {
      collect(result.get(0).getValue(), texts);
    }
    return texts;
  }

  private synchronized OrtSession appending() throws OrtException {
    OrtSession session = append;
    if (session == null) {
      session = open(SmallGraphs.append());
      append = session;
    }
    return session;
  }

  /** The first so many characters, those that came as four counted as the one that they are. */
  private static String restored(String padded, int characters) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    for (int i = 0; i < characters && at < padded.length(); i++) {
      if (isFour(padded, at)) {
        int code = padded.charAt(at) & 0x07;
        for (int trail = 1; trail <= TRAILS; trail++) {
          code = code << 6 | padded.charAt(at + trail) & 0x3f;
        }
        text.appendCodePoint(code);
        at += 1 + TRAILS;
      } else {
        text.append(padded.charAt(at++));
      }
    }
    return text.toString();
  }

  private static boolean isFour(String text, int at) {
    char lead = text.charAt(at);
    if (lead < LEAST_LEAD || lead > MOST_LEAD || text.length() - at <= TRAILS) {
      return false;
    }
    for (int trail = 1; trail <= TRAILS; trail++) {
      char c = text.charAt(at + trail);
      if (c < LEAST_TRAIL || c > MOST_TRAIL) {
        return false;
      }
    }
    return Character.isSupplementaryCodePoint(
        (lead & 0x07) << 18
            | (text.charAt(at + 1) & 0x3f) << 12
            | (text.charAt(at + 2) & 0x3f) << 6
            | text.charAt(at + 3) & 0x3f);
  }

  private static void collect(Object value, List<String> texts) {
    if (value instanceof Object[] array) {
      for (Object element : array) {
        collect(element, texts);
      }
    } else {
      texts.add(String.valueOf(value));
    }
  }

  @Override
  public synchronized void close() {
    OrtSession session = append;
    append = null;
    if (session != null) {
      try {
        session.close();
      } catch (OrtException e) {
        throw new IllegalStateException("a session cannot be closed", e);
      }
    }
  }
}
