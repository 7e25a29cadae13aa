package dev.firstlight.models.imports;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.WireFormat;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of an ONNX file only the file itself tells: the other files that have its weights, and the
 * outputs that are no tensors. Walks the message and skips what it does not need, so that half a
 * gigabyte of weights needs no memory.
 *
 * @param external locations of external data, as they stand in the file
 * @param otherOutputs names of the outputs that are sequences, maps or optional values
 * @param graph whether there is a graph at all
 */
record OnnxScan(Set<String> external, List<String> otherOutputs, boolean graph) {
  private static final int MAX_DEPTH = 64;
  private static final String LOCATION = "location";

  /** The messages on the way to a tensor. */
  private enum Message {
    MODEL,
    FUNCTION,
    GRAPH,
    NODE,
    ATTRIBUTE,
    SPARSE,
    TENSOR
  }

  /** For each message, which of its fields lead on, and to what. */
  private static final Map<Message, Map<Integer, Message>> WAYS =
      Map.of(
          Message.MODEL,
          Map.of(
              ModelProto.GRAPH_FIELD_NUMBER, Message.GRAPH,
              ModelProto.FUNCTIONS_FIELD_NUMBER, Message.FUNCTION),
          Message.FUNCTION,
          Map.of(FunctionProto.NODE_FIELD_NUMBER, Message.NODE),
          Message.GRAPH,
          Map.of(
              GraphProto.NODE_FIELD_NUMBER, Message.NODE,
              GraphProto.INITIALIZER_FIELD_NUMBER, Message.TENSOR,
              GraphProto.SPARSE_INITIALIZER_FIELD_NUMBER, Message.SPARSE),
          Message.NODE,
          Map.of(NodeProto.ATTRIBUTE_FIELD_NUMBER, Message.ATTRIBUTE),
          Message.ATTRIBUTE,
          Map.of(
              AttributeProto.T_FIELD_NUMBER, Message.TENSOR,
              AttributeProto.TENSORS_FIELD_NUMBER, Message.TENSOR,
              AttributeProto.G_FIELD_NUMBER, Message.GRAPH,
              AttributeProto.GRAPHS_FIELD_NUMBER, Message.GRAPH,
              AttributeProto.SPARSE_TENSOR_FIELD_NUMBER, Message.SPARSE,
              AttributeProto.SPARSE_TENSORS_FIELD_NUMBER, Message.SPARSE),
          Message.SPARSE,
          Map.of(
              SparseTensorProto.VALUES_FIELD_NUMBER, Message.TENSOR,
              SparseTensorProto.INDICES_FIELD_NUMBER, Message.TENSOR),
          Message.TENSOR,
          Map.of());

  OnnxScan {
    external = Set.copyOf(external);
    otherOutputs = List.copyOf(otherOutputs);
  }

  /**
   * Walks a file.
   *
   * @throws IOException if it cannot be read or is no protobuf message of that kind
   */
  static OnnxScan of(Path file) throws IOException {
    Walk walk = new Walk();
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      walk.message(CodedInputStream.newInstance(stream), Message.MODEL, 0);
    }
    return new OnnxScan(walk.external, walk.otherOutputs, walk.graph);
  }

  private static final class Walk {
    private final Set<String> external = new LinkedHashSet<>();
    private final List<String> otherOutputs = new ArrayList<>();
    private boolean graph;

    void message(CodedInputStream in, Message kind, int depth) throws IOException {
      if (depth > MAX_DEPTH) {
        throw new IOException("its graphs are nested more than " + MAX_DEPTH + " deep");
      }
      graph |= kind == Message.GRAPH;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        int field = WireFormat.getTagFieldNumber(tag);
        boolean message = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
        Message next = WAYS.getOrDefault(kind, Map.of()).get(field);
        if (message && next != null) {
          int outer = in.pushLimit(in.readRawVarint32());
          message(in, next, depth + 1);
          in.checkLastTagWas(0);
          in.popLimit(outer);
        } else if (message
            && kind == Message.TENSOR
            && field == TensorProto.EXTERNAL_DATA_FIELD_NUMBER) {
          location(in);
        } else if (message
            && kind == Message.GRAPH
            && depth == 1
            && field == GraphProto.OUTPUT_FIELD_NUMBER) {
          output(in);
        } else if (!in.skipField(tag)) {
          throw new IOException("it has a group that ends where none began");
        }
      }
    }

    private void location(CodedInputStream in) throws IOException {
      StringStringEntryProto entry =
          in.readMessage(StringStringEntryProto.parser(), ExtensionRegistryLite.getEmptyRegistry());
      if (entry.getKey().equals(LOCATION)) {
        external.add(entry.getValue());
      }
    }

    private void output(CodedInputStream in) throws IOException {
      ValueInfoProto output =
          in.readMessage(ValueInfoProto.parser(), ExtensionRegistryLite.getEmptyRegistry());
      boolean other =
          output.getType().hasSequenceType()
              || output.getType().hasMapType()
              || output.getType().hasOptionalType()
              || output.getType().hasSparseTensorType();
      if (other) {
        otherOutputs.add(output.getName());
      }
    }
  }
}
