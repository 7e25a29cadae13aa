package dev.firstlight.tensorflow;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** Strings as C takes a list of them. JavaCPP's own leaves the strings to the collector. */
final class NativeStrings implements AutoCloseable {
  private final List<BytePointer> strings = new ArrayList<>();
  private final PointerPointer<BytePointer> pointers;

  NativeStrings(List<String> texts) {
    this.pointers = new PointerPointer<>(Math.max(1, texts.size()));
    for (int i = 0; i < texts.size(); i++) {
      BytePointer string = new BytePointer(texts.get(i), StandardCharsets.UTF_8);
      strings.add(string);
      pointers.put(i, string);
    }
  }

  /** Valid until this closes. */
  PointerPointer<BytePointer> pointers() {
    return pointers;
  }

  @Override
  public void close() {
    strings.forEach(BytePointer::close);
    pointers.close();
  }
}
