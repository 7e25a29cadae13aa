package dev.firstlight.pipeline;

import dev.firstlight.fault.RequestException;
import dev.firstlight.image.ImageTensors;
import dev.firstlight.inference.Input;
import dev.firstlight.model.ImagePreprocessing;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import dev.firstlight.text.TextBatch;
import dev.firstlight.text.TextTensors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the model's input tensors of samples of one kind. Safe for use by several threads. */
final class Preprocessor implements AutoCloseable {
  private final ModelManifest manifest;
  private final Batching batching;
  private final Optional<Images> images;
  private final Optional<TextTensors> texts;

  Preprocessor(ModelManifest manifest, Optional<Images> images, Optional<TextTensors> texts) {
    this.manifest = manifest;
    this.batching = Batching.of(manifest);
    this.images = images;
    this.texts = texts;
  }

  /** What decodes images, the input they go to, and the shape of one. */
  record Images(ImageTensors tensors, String input, Shape sample) {
    static Images of(
        ModelManifest manifest,
        ImagePreprocessing preprocessing,
        ImagePreprocessing.Layout layout,
        int maxPixels) {
      long channels = preprocessing.channels().count();
      long height = preprocessing.cropHeight();
      long width = preprocessing.cropWidth();
      return new Images(
          new ImageTensors(preprocessing, layout, maxPixels),
          preprocessing.input().orElseGet(() -> manifest.inputs().get(0).name()),
          layout == ImagePreprocessing.Layout.NCHW
              ? Shape.of(channels, height, width)
              : Shape.of(height, width, channels));
    }
  }

  /** Initialises what the first image would else wait for. */
  void prepare() {
    if (images.isPresent()) {
      images.get().tensors().prepare();
    }
  }

  Batch prepare(List<Input> inputs, RequestScope scope) {
    List<ByteBuffer> encoded = new ArrayList<>();
    List<String> strings = new ArrayList<>();
    List<Input.Row> rows = new ArrayList<>();
    for (Input input : inputs) {
      if (input instanceof Input.Image image) {
        encoded.add(image.encoded());
      } else if (input instanceof Input.Text text) {
        strings.add(text.text());
      } else if (input instanceof Input.Row row) {
        rows.add(row);
      }
    }
    if (encoded.size() == inputs.size()) {
      return images(encoded, scope);
    }
    if (strings.size() == inputs.size()) {
      return texts(strings, scope);
    }
    if (rows.size() == inputs.size()) {
      return rows(rows, scope);
    }
    throw RequestException.bad("a request cannot mix images, texts and tensors");
  }

  private Batch images(List<ByteBuffer> encoded, RequestScope scope) {
    Images decoder = images.orElseThrow(() -> notTaken("images"));
    int each = decoder.tensors().sampleBytes();
    long bytes = (long) each * encoded.size();
    if (bytes > Buffers.LARGEST) {
      throw RequestException.bad(
          "%d images make a tensor of %d bytes; at most %d fit one request"
              .formatted(encoded.size(), bytes, Buffers.LARGEST / each));
    }
    ByteBuffer all = scope.buffer((int) bytes);
    for (int i = 0; i < encoded.size(); i++) {
      try {
        decoder.tensors().decode(encoded.get(i), all.slice(i * each, each));
      } catch (RequestException e) {
        throw encoded.size() == 1
            ? e
            : new RequestException(e.kind(), "instances[" + i + "]: " + e.getMessage(), e);
      }
    }
    Shape shape = decoder.sample().prepend(encoded.size());
    return Batch.of(
        encoded.size(), List.of(new Tensor(decoder.input(), DataType.FP32, shape, all)));
  }

  private Batch texts(List<String> strings, RequestScope scope) {
    TextTensors tokenizer = texts.orElseThrow(() -> notTaken("texts"));
    TextBatch batch = tokenizer.encode(strings, scope.buffers());
    scope.onClose(batch::close);
    return Batch.of(strings.size(), batch.tensors());
  }

  private Batch rows(List<Input.Row> rows, RequestScope scope) {
    List<List<Tensor>> columns = new ArrayList<>();
    for (TensorSpec spec : manifest.inputs()) {
      List<Tensor> column = new ArrayList<>();
      for (Input.Row row : rows) {
        column.add(
            row.tensors().stream()
                .filter(tensor -> tensor.name().equals(spec.name()))
                .findFirst()
                .orElseThrow(
                    () ->
                        RequestException.bad(
                            "instances[%d] lacks the input %s"
                                .formatted(rows.indexOf(row), spec))));
      }
      columns.add(column);
    }
    boolean single = rows.size() == 1;
    if (single && batching.samples() == Batching.NONE) {
      return whole(columns);
    }
    if (single && batching.isFixed() && isWhole(columns)) {
      return whole(columns);
    }
    List<Tensor> stacked = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      stacked.add(stack(manifest.inputs().get(i), columns.get(i), scope));
    }
    return Batch.of(rows.size(), stacked);
  }

  /** Whether the only instance has the very shapes that the model declares. */
  private boolean isWhole(List<List<Tensor>> columns) {
    for (int i = 0; i < columns.size(); i++) {
      if (!manifest.inputs().get(i).shape().accepts(columns.get(i).get(0).shape())) {
        return false;
      }
    }
    return true;
  }

  /** The only instance as it is, for a model none of whose dimensions counts samples. */
  private Batch whole(List<List<Tensor>> columns) {
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      TensorSpec spec = manifest.inputs().get(i);
      Tensor tensor = columns.get(i).get(0);
      if (tensor.datatype() != spec.datatype() || !spec.shape().accepts(tensor.shape())) {
        throw RequestException.bad(
            "an instance has %s %s for input \"%s\", which takes exactly %s %s, since no dimension of the model counts samples"
                .formatted(
                    tensor.datatype(), tensor.shape(), spec.name(), spec.datatype(), spec.shape()));
      }
      tensors.add(tensor);
    }
    return new Batch(1, tensors, true);
  }

  private static Tensor stack(TensorSpec spec, List<Tensor> column, RequestScope scope) {
    Shape one = column.get(0).shape();
    int bytes = 0;
    for (int i = 0; i < column.size(); i++) {
      Tensor tensor = column.get(i);
      if (tensor.datatype() != spec.datatype() || !tensor.shape().equals(one)) {
        throw RequestException.bad(
            "instances[%d] has %s %s for input \"%s\", but instances[0] has %s %s; they must be alike"
                .formatted(
                    i, tensor.datatype(), tensor.shape(), spec.name(), spec.datatype(), one));
      }
      bytes = Math.addExact(bytes, tensor.data().remaining());
    }
    if (spec.shape().rank() == 0 || !spec.shape().withoutFirst().accepts(one)) {
      throw RequestException.bad(
          "an instance has the shape %s for input \"%s\", which takes %s without its first dimension"
              .formatted(one, spec.name(), spec.shape()));
    }
    Shape shape = one.prepend(column.size());
    if (column.size() == 1) {
      return new Tensor(spec.name(), spec.datatype(), shape, column.get(0).data());
    }
    ByteBuffer all = scope.buffer(bytes);
    column.forEach(tensor -> all.put(tensor.data()));
    return new Tensor(spec.name(), spec.datatype(), shape, all.flip());
  }

  private RequestException notTaken(String what) {
    return RequestException.bad(
        "model \"%s\" does not take %s; its inputs are %s"
            .formatted(manifest.name(), what, manifest.inputs()));
  }

  @Override
  public void close() {
    texts.ifPresent(TextTensors::close);
  }
}
