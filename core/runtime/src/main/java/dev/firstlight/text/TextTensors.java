package dev.firstlight.text;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.firstlight.fault.RequestException;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.TextPreprocessing;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes tensors of texts with a Hugging Face tokenizer, special tokens included. Lengths are what
 * {@link TextPreprocessing} says; the truncation and padding lengths that a {@code tokenizer.json}
 * carries are overridden, its padding token and the sides at which it pads and cuts are kept.
 *
 * <p>Safe for use by several threads; each text is tokenized by the thread that asks, so that a
 * prediction costs no more than the CPU share that it was given.
 */
public final class TextTensors implements AutoCloseable {
  private static final TokenizersLibrary NATIVE = TokenizersLibrary.LIB;

  /** The native code ends the process at any other spelling. */
  private static final String LONGEST_FIRST = "LONGEST_FIRST";

  /** Of a text that is tokenized piece by piece, how long the first is, for each token wanted. */
  private static final int FIRST_PIECE = 16;

  /** A shorter text is tokenized at once, and its tokens are all counted. */
  private static final int SHORT_TEXT = 8 << 10;

  /** How much longer the next is, where the tokens of one were too few. */
  private static final int NEXT_PIECE = 4;

  private final Path file;
  private final TextPreprocessing preprocessing;
  private final int maxBytes;
  private final Padding padding;

  /** Held for reading while the native tokenizer is in use, so that it is not freed then. */
  private final ReadWriteLock inUse = new ReentrantReadWriteLock();

  private long handle;

  /** Whether texts can be cut before they are tokenized; found out with the first long one. */
  private @Nullable Boolean cuttable;

  TextTensors(Path file, String json, TextPreprocessing preprocessing, int maxBytes) {
    this.file = file;
    this.preprocessing = preprocessing;
    this.maxBytes = maxBytes;
    try {
      handle = NATIVE.createTokenizerFromString(json);
      padding = Padding.read(json);
    } catch (IOException | RuntimeException e) {
      close();
      throw new StartException(
          StartException.Kind.PACKAGE,
          "tokenizer \"%s\" is not a tokenizer.json of Hugging Face's tokenizers: %s"
              .formatted(file, e.getMessage()),
          e);
    }
    try {
      limit();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void limit() {
    NATIVE.disablePadding(handle);
    NATIVE.disableTruncation(handle);
    int most = preprocessing.maximumLength();
    int special = specialTokens();
    // With less room than special tokens, the native code wraps around and does not cut at all.
    if (most <= special) {
      throw new StartException(
          StartException.Kind.PACKAGE,
          "tokenizer \"%s\" adds %d special tokens, so the maximum length must be more than that, not %d"
              .formatted(file, special, most));
    }
    if (preprocessing.truncate()) {
      NATIVE.setTruncation(handle, most, LONGEST_FIRST, 0);
    }
  }

  private int specialTokens() {
    long encoding = NATIVE.encode(handle, "", true);
    try {
      int count = 0;
      for (long special : NATIVE.getSpecialTokenMask(encoding)) {
        count += (int) special;
      }
      return count;
    } finally {
      NATIVE.deleteEncoding(encoding);
    }
  }

  /**
   * Tokenizes a batch. Texts are filled up to the longest of them, or to the maximum length where
   * the model wants that.
   *
   * @param texts at least one; an empty text is allowed and has only special tokens
   * @param buffers where the tensors get their memory
   * @return the tensors; the caller closes them
   * @throws RequestException of kind BAD_REQUEST if a text is longer than is allowed and may not or
   *     cannot be cut, or holds half of a surrogate pair
   * @throws IllegalStateException if this is closed
   */
  public TextBatch encode(List<String> texts, Buffers buffers) {
    if (texts.isEmpty()) {
      throw RequestException.bad("there are no texts; send at least one");
    }
    List<Tokens> batch = tokenize(texts);
    int length = preprocessing.padToMaximum() ? preprocessing.maximumLength() : 1;
    for (Tokens tokens : batch) {
      length = Math.max(length, tokens.ids().length);
    }
    if ((long) batch.size() * length > Integer.MAX_VALUE / Long.BYTES) {
      throw RequestException.bad(
          "%d texts of up to %d tokens are too much for one batch; send fewer"
              .formatted(batch.size(), length));
    }
    return tensors(batch, length, buffers);
  }

  private List<Tokens> tokenize(List<String> texts) {
    List<Tokens> batch = new ArrayList<>(texts.size());
    inUse.readLock().lock();
    try {
      if (handle == 0) {
        throw new IllegalStateException("the tokenizer is closed");
      }
      for (int i = 0; i < texts.size(); i++) {
        TextChecks.surrogates(texts.get(i), i);
        Tokens tokens = tokenize(texts.get(i), i);
        int count = tokens.ids().length;
        if (count > preprocessing.maximumLength()) {
          throw RequestException.bad(
              "text %d has %s%d tokens; at most %d are allowed: shorten it"
                  .formatted(
                      i, tokens.cut() ? "at least " : "", count, preprocessing.maximumLength()));
        }
        batch.add(tokens);
      }
    } finally {
      inUse.readLock().unlock();
    }
    return batch;
  }

  /**
   * Tokenizes no more of a text than it takes to know the tokens that count, where a piece of it is
   * known to have the same: megabytes of text take seconds.
   */
  private Tokens tokenize(String text, int index) {
    int enough = preprocessing.maximumLength() + (preprocessing.truncate() ? 0 : 1);
    long piece = Math.max(SHORT_TEXT, (long) FIRST_PIECE * preprocessing.maximumLength());
    for (; piece < text.length() && isCuttable(); piece *= NEXT_PIECE) {
      int place = TextCut.place(text, (int) piece);
      if (place > 0) {
        Tokens tokens = encode(text.substring(0, place), index, true);
        if (tokens.ids().length >= enough) {
          return tokens;
        }
      }
    }
    TextChecks.length(text, index, maxBytes);
    return encode(text, index, false);
  }

  private synchronized boolean isCuttable() {
    if (cuttable == null) {
      try {
        cuttable = TextCut.isSafeFor(file);
      } catch (IOException e) {
        cuttable = false;
      }
    }
    return cuttable;
  }

  private Tokens encode(String text, int index, boolean cut) {
    long encoding;
    try {
      encoding = NATIVE.encode(handle, text, true);
    } catch (RuntimeException e) {
      throw RequestException.bad(
          "text %d cannot be tokenized: %s".formatted(index, e.getMessage()), e);
    }
    try {
      long[] ids = NATIVE.getTokenIds(encoding);
      long[] types = preprocessing.types().isPresent() ? NATIVE.getTypeIds(encoding) : null;
      return new Tokens(ids, types, cut);
    } finally {
      NATIVE.deleteEncoding(encoding);
    }
  }

  private TextBatch tensors(List<Tokens> batch, int length, Buffers buffers) {
    List<Buffers.Lease> leases = new ArrayList<>();
    List<Tensor> tensors = new ArrayList<>();
    try {
      for (Part part : Part.values()) {
        String name =
            switch (part) {
              case IDS -> preprocessing.ids();
              case MASK -> preprocessing.mask().orElse(null);
              case TYPES -> preprocessing.types().orElse(null);
            };
        if (name != null) {
          Buffers.Lease lease = buffers.lease(batch.size() * length * Long.BYTES);
          leases.add(lease);
          LongBuffer values = lease.buffer().asLongBuffer();
          batch.forEach(tokens -> fill(values, part, tokens, length));
          tensors.add(
              new Tensor(name, DataType.INT64, Shape.of(batch.size(), length), lease.buffer()));
        }
      }
      return new TextBatch(tensors, leases);
    } catch (RuntimeException | Error e) {
      leases.forEach(Buffers.Lease::close);
      throw e;
    }
  }

  private void fill(LongBuffer values, Part part, Tokens tokens, int length) {
    int count = tokens.ids().length;
    long filler =
        switch (part) {
          case IDS -> padding.id();
          case MASK -> 0;
          case TYPES -> padding.type();
        };
    for (int i = count; padding.left() && i < length; i++) {
      values.put(filler);
    }
    long[] own = part == Part.IDS ? tokens.ids() : tokens.types();
    for (int i = 0; i < count; i++) {
      values.put(part == Part.MASK || own == null ? 1 : own[i]);
    }
    for (int i = count; !padding.left() && i < length; i++) {
      values.put(filler);
    }
  }

  /** Frees the tokenizer, once no thread uses it. Closing twice is harmless. */
  @Override
  public void close() {
    inUse.writeLock().lock();
    try {
      if (handle != 0) {
        NATIVE.deleteTokenizer(handle);
        handle = 0;
      }
    } finally {
      inUse.writeLock().unlock();
    }
  }

  /** The tensors of a batch, in their order. */
  private enum Part {
    IDS,
    MASK,
    TYPES
  }

  /**
   * One text.
   *
   * @param types null where the model does not ask for them
   * @param cut whether the text goes on behind them
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Tokens(long[] ids, long @Nullable [] types, boolean cut) {}
}
