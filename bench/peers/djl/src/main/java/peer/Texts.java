package peer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.translate.TranslatorContext;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/** Texts, tokenized by Hugging Face's tokenizers. */
final class Texts implements SampleTranslator.Inputs {
  private final HuggingFaceTokenizer tokenizer;
  private final JsonObject names;
  private final int most;

  Texts(JsonObject wanted, ModelPackage model) throws IOException {
    this.names = wanted.getAsJsonObject("inputs");
    this.most = wanted.get("maximumLength").getAsInt();
    boolean truncate = wanted.get("truncate").getAsBoolean();
    boolean pad = wanted.has("padToMaximum") && wanted.get("padToMaximum").getAsBoolean();
    HuggingFaceTokenizer.Builder builder =
        HuggingFaceTokenizer.builder()
            .optTokenizerPath(model.folder().resolve(wanted.get("tokenizer").getAsString()))
            .optMaxLength(most)
            .optTruncation(truncate);
    if (pad) {
      builder.optPadToMaxLength();
    } else {
      builder.optPadding(false);
    }
    this.tokenizer = builder.build();
  }

  @Override
  public Set<String> mediaTypes() {
    return Set.of("text/plain");
  }

  @Override
  public NDList tensors(byte[] body, TranslatorContext context) {
    Encoding encoding = tokenizer.encode(new String(body, StandardCharsets.UTF_8));
    if (encoding.getIds().length > most) {
      throw new IllegalArgumentException(
          "the text has " + encoding.getIds().length + " tokens; at most " + most + " are allowed");
    }
    NDList tensors = new NDList();
    add(tensors, context, "ids", encoding.getIds());
    add(tensors, context, "mask", encoding.getAttentionMask());
    add(tensors, context, "types", encoding.getTypeIds());
    SampleTranslator.mask(
        context,
        names.has("mask")
            ? encoding.getAttentionMask()
            : filled(encoding.getIds().length));
    return tensors;
  }

  private static long[] filled(int length) {
    long[] ones = new long[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  private void add(NDList tensors, TranslatorContext context, String part, long[] values) {
    if (names.has(part)) {
      NDArray tensor = context.getNDManager().create(new long[][] {values});
      tensor.setName(names.get(part).getAsString());
      tensors.add(tensor);
    }
  }
}
