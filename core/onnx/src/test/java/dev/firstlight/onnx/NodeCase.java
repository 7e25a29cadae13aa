package dev.firstlight.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A node test of the ONNX project: a model, inputs, and the outputs that they must give.
 *
 * @param name of its folder
 * @param model the file
 * @param inputs by the model's order
 * @param outputs that are expected, likewise
 */
record NodeCase(String name, Path model, List<Tensor> inputs, List<Tensor> outputs) {

  /** A value that no tensor of ours can hold, so that the test says nothing of us. */
  static final class NotATensor extends Exception {
    private static final long serialVersionUID = 1;

    NotATensor(String message) {
      super(message);
    }
  }

  static NodeCase read(Path folder) throws IOException, NotATensor {
    Path model = folder.resolve("model.onnx");
    GraphProto graph = ModelProto.parseFrom(Files.readAllBytes(model)).getGraph();
    Path data = folder.resolve("test_data_set_0");
    return new NodeCase(
        folder.getFileName().toString(),
        model,
        tensors(data, "input", graph.getInputList()),
        tensors(data, "output", graph.getOutputList()));
  }

  /** The same test, which expects something else. */
  NodeCase withOutputs(List<Tensor> others) {
    return new NodeCase(name, model, inputs, others);
  }

  private static List<Tensor> tensors(Path data, String what, List<ValueInfoProto> values)
      throws IOException, NotATensor {
    List<Tensor> tensors = new ArrayList<>();
    for (ValueInfoProto value : values) {
      if (value.getType().getValueCase() != TypeProto.ValueCase.TENSOR_TYPE) {
        throw new NotATensor(what + " \"" + value.getName() + "\" is no tensor");
      }
      Path file = data.resolve(what + "_" + tensors.size() + ".pb");
      if (!Files.exists(file)) {
        break; // the rest keeps its defaults
      }
      TensorProto proto = TensorProto.parseFrom(Files.readAllBytes(file));
      Optional<Tensor> tensor = TensorProtos.tensor(value.getName(), proto);
      tensors.add(
          tensor.orElseThrow(
              () ->
                  new NotATensor(
                      "%s \"%s\" has ONNX's element type %d, which the protocol lacks"
                          .formatted(what, value.getName(), proto.getDataType()))));
    }
    return tensors;
  }
}
