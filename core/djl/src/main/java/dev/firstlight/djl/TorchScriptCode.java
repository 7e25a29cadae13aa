package dev.firstlight.djl;

/**
 * Looks through TorchScript's source for lines that change or keep a tensor. It is source that
 * libtorch printed, an operation a line, so a look at its words is enough; a line that only looks
 * like one costs a copy of the inputs, nothing else.
 */
final class TorchScriptCode {
  /** Operations that put a tensor into something that may outlive the run, or write to one. */
  private static final String[] KEEPING = {
    "torch.append(", "torch.insert(", "torch.extend(", "torch._set_item(", "out="
  };

  private TorchScriptCode() {}

  static boolean readsOnly(String source) {
    for (String words : KEEPING) {
      if (source.contains(words)) {
        return false;
      }
    }
    return !callsInPlace(source) && !assignsField(source);
  }

  /** Names of operations that work in place end in an underscore. */
  private static boolean callsInPlace(String source) {
    for (int i = source.indexOf("_("); i >= 0; i = source.indexOf("_(", i + 1)) {
      if (i > 0 && source.charAt(i - 1) != '_') { // not a dunder's
        return true;
      }
    }
    return false;
  }

  /** Local names have no dots, so what is assigned to one that has is a field. */
  private static boolean assignsField(String source) {
    int begin = 0;
    while (begin < source.length()) {
      int end = source.indexOf('\n', begin);
      end = end < 0 ? source.length() : end;
      int assignment = source.indexOf(" = ", begin);
      int dot = source.indexOf('.', begin);
      if (assignment >= 0 && assignment < end && dot >= 0 && dot < assignment) {
        return true;
      }
      begin = end + 1;
    }
    return false;
  }
}
