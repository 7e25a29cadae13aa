package dev.firstlight.tensorflow;

import com.google.protobuf.ByteString;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Writes a SavedModel whose weights are constants, without any native library. */
final class SavedModelGraph {
  private final GraphDef.Builder graph = GraphDef.newBuilder();
  private final MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
  private SignatureDef.Builder signature = SignatureDef.newBuilder();

  SavedModelGraph() {
    // What TensorFlow 2.18 writes; without it the graph would be read as one of the first release.
    graph.getVersionsBuilder().setProducer(1994);
  }

  /** TensorFlow's number of a datatype, by its own enumeration. */
  static org.tensorflow.proto.DataType type(DataType datatype) {
    return switch (datatype) {
      case BOOL -> org.tensorflow.proto.DataType.DT_BOOL;
      case UINT8 -> org.tensorflow.proto.DataType.DT_UINT8;
      case UINT16 -> org.tensorflow.proto.DataType.DT_UINT16;
      case UINT32 -> org.tensorflow.proto.DataType.DT_UINT32;
      case UINT64 -> org.tensorflow.proto.DataType.DT_UINT64;
      case INT8 -> org.tensorflow.proto.DataType.DT_INT8;
      case INT16 -> org.tensorflow.proto.DataType.DT_INT16;
      case INT32 -> org.tensorflow.proto.DataType.DT_INT32;
      case INT64 -> org.tensorflow.proto.DataType.DT_INT64;
      case FP16 -> org.tensorflow.proto.DataType.DT_HALF;
      case BF16 -> org.tensorflow.proto.DataType.DT_BFLOAT16;
      case FP32 -> org.tensorflow.proto.DataType.DT_FLOAT;
      case FP64 -> org.tensorflow.proto.DataType.DT_DOUBLE;
      case BYTES -> org.tensorflow.proto.DataType.DT_STRING;
    };
  }

  static AttrValue attribute(DataType datatype) {
    return AttrValue.newBuilder().setType(type(datatype)).build();
  }

  static AttrValue attribute(String text) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(text)).build();
  }

  static AttrValue attribute(long... values) {
    AttrValue.Builder attribute = AttrValue.newBuilder();
    for (long value : values) {
      attribute.getListBuilder().addI(value);
    }
    return attribute.build();
  }

  /** A placeholder, and the input of the signature that it is. */
  SavedModelGraph input(TensorSpec spec) {
    node("Placeholder", spec.name(), List.of(), Map.of("dtype", attribute(spec.datatype())));
    signature.putInputs(spec.name(), info(spec.name() + ":0", spec));
    return this;
  }

  /** An input of which the signature does not say how many dimensions it has. */
  SavedModelGraph unrankedInput(String name, DataType datatype) {
    node("Placeholder", name, List.of(), Map.of("dtype", attribute(datatype)));
    signature.putInputs(name, unranked(name, datatype));
    return this;
  }

  SavedModelGraph output(TensorSpec spec, String tensor) {
    signature.putOutputs(spec.name(), info(tensor, spec));
    return this;
  }

  SavedModelGraph unrankedOutput(String name, String tensor, DataType datatype) {
    signature.putOutputs(name, unranked(tensor, datatype));
    return this;
  }

  /** An output of a datatype that cannot be served. */
  SavedModelGraph output(String name, String tensor, org.tensorflow.proto.DataType type) {
    signature.putOutputs(name, TensorInfo.newBuilder().setName(tensor).setDtype(type).build());
    return this;
  }

  SavedModelGraph node(
      String operation, String name, List<String> inputs, Map<String, AttrValue> attributes) {
    graph.addNode(
        NodeDef.newBuilder()
            .setOp(operation)
            .setName(name)
            .addAllInput(inputs)
            .putAllAttr(attributes));
    return this;
  }

  SavedModelGraph constant(String name, float[] values, long... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return constant(name, DataType.FP32, bytes, shape);
  }

  SavedModelGraph constant(String name, int[] values, long... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return constant(name, DataType.INT32, bytes, shape);
  }

  private SavedModelGraph constant(
      String name, DataType datatype, ByteBuffer bytes, long... shape) {
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDtype(type(datatype))
            .setTensorShape(shape(shape))
            .setTensorContent(ByteString.copyFrom(bytes))
            .build();
    return node(
        "Const",
        name,
        List.of(),
        Map.of(
            "dtype",
            attribute(datatype),
            "value",
            AttrValue.newBuilder().setTensor(tensor).build()));
  }

  /** Ends the signature under that name; what follows belongs to the next. */
  SavedModelGraph signature(String name) {
    meta.putSignatureDef(name, signature.build());
    signature = SignatureDef.newBuilder();
    return this;
  }

  /** Writes {@code saved_model.pb} with the tag {@code serve}. */
  Path write(Path folder) throws IOException {
    return write(folder, List.of(List.of("serve")));
  }

  /** Writes {@code saved_model.pb} with the graph once for each list of tags. */
  Path write(Path folder, List<List<String>> tags) throws IOException {
    if (meta.getSignatureDefCount() == 0) {
      signature("serving_default");
    }
    SavedModel.Builder model = SavedModel.newBuilder().setSavedModelSchemaVersion(1);
    for (List<String> one : tags) {
      meta.getMetaInfoDefBuilder().clearTags().addAllTags(one);
      model.addMetaGraphs(meta.setGraphDef(graph).build());
    }
    Files.createDirectories(folder);
    Files.write(folder.resolve("saved_model.pb"), model.build().toByteArray());
    return folder;
  }

  private static TensorInfo info(String tensor, TensorSpec spec) {
    return TensorInfo.newBuilder()
        .setName(tensor)
        .setDtype(type(spec.datatype()))
        .setTensorShape(shape(spec.shape().toArray()))
        .build();
  }

  private static TensorInfo unranked(String tensor, DataType datatype) {
    return TensorInfo.newBuilder()
        .setName(tensor.contains(":") ? tensor : tensor + ":0")
        .setDtype(type(datatype))
        .setTensorShape(TensorShapeProto.newBuilder().setUnknownRank(true))
        .build();
  }

  private static TensorShapeProto shape(long... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dimension : dimensions) {
      shape.addDimBuilder().setSize(dimension);
    }
    return shape.build();
  }
}
