package dev.firstlight.tensorflow;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.firstlight.fault.StartException;
import dev.firstlight.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads tags and signatures of a {@code saved_model.pb}, and passes over the rest: the graph may
 * have hundreds of megabytes, and the generated classes that would hold it cost a cold start more
 * than the few fields are worth.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorflow/blob/v2.18.0/tensorflow/core/protobuf/meta_graph.proto">meta_graph.proto</a>
 */
final class SavedModelReader {
  private static final int BUFFER_BYTES = 1 << 16;

  // SavedModel
  private static final int META_GRAPHS = 2;
  // MetaGraphDef, and MetaInfoDef in it
  private static final int META_INFO = 1;
  private static final int SIGNATURES = 5;
  private static final int TAGS = 4;
  // An entry of a map
  private static final int KEY = 1;
  private static final int VALUE = 2;
  // SignatureDef
  private static final int INPUTS = 1;
  private static final int OUTPUTS = 2;
  // TensorInfo
  private static final int NAME = 1;
  private static final int TYPE = 2;
  private static final int SHAPE = 3;
  // TensorShapeProto, and Dim in it
  private static final int DIMENSION = 2;
  private static final int UNKNOWN_RANK = 3;
  private static final int SIZE = 1;

  private final CodedInputStream in;

  private SavedModelReader(CodedInputStream in) {
    this.in = in;
  }

  /**
   * The graphs of a SavedModel.
   *
   * @param name of the file, for messages
   * @throws StartException of kind MODEL if the file is no SavedModel or not whole
   */
  static List<MetaGraph> read(Path file, String name) {
    try (InputStream stream = Files.newInputStream(file)) {
      return new SavedModelReader(CodedInputStream.newInstance(stream, BUFFER_BYTES)).savedModel();
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new StartException(
          StartException.Kind.MODEL,
          "\""
              + name
              + "\" is no SavedModel, or not whole: "
              + e.getMessage()
              + "; export or copy the model again",
          e);
    } catch (IOException e) {
      throw new StartException(
          StartException.Kind.MODEL, "\"" + name + "\" cannot be read: " + e.getMessage(), e);
    }
  }

  private List<MetaGraph> savedModel() throws IOException {
    List<MetaGraph> graphs = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (isMessage(tag, META_GRAPHS)) {
        graphs.add(metaGraph());
      } else {
        skip(tag);
      }
    }
    return graphs;
  }

  private MetaGraph metaGraph() throws IOException {
    int outer = begin();
    List<String> tags = new ArrayList<>();
    TreeMap<String, Signature> signatures = new TreeMap<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (isMessage(tag, META_INFO)) {
        tags.addAll(tags());
      } else if (isMessage(tag, SIGNATURES)) {
        Signature signature = signature();
        signatures.put(signature.name(), signature);
      } else {
        skip(tag);
      }
    }
    end(outer);
    return new MetaGraph(tags, signatures);
  }

  private List<String> tags() throws IOException {
    int outer = begin();
    List<String> tags = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (isMessage(tag, TAGS)) {
        tags.add(in.readStringRequireUtf8());
      } else {
        skip(tag);
      }
    }
    end(outer);
    return tags;
  }

  private Signature signature() throws IOException {
    int outer = begin();
    String name = "";
    Map<String, TensorInfo> inputs = new TreeMap<>();
    Map<String, TensorInfo> outputs = new TreeMap<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (isMessage(tag, KEY)) {
        name = in.readStringRequireUtf8();
      } else if (isMessage(tag, VALUE)) {
        signature(inputs, outputs);
      } else {
        skip(tag);
      }
    }
    end(outer);
    return new Signature(name, inputs, outputs);
  }

  private void signature(Map<String, TensorInfo> inputs, Map<String, TensorInfo> outputs)
      throws IOException {
    int outer = begin();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (isMessage(tag, INPUTS)) {
        tensor(inputs);
      } else if (isMessage(tag, OUTPUTS)) {
        tensor(outputs);
      } else {
        skip(tag);
      }
    }
    end(outer);
  }

  /** Adds an entry of the map. */
  private void tensor(Map<String, TensorInfo> tensors) throws IOException {
    int outer = begin();
    String key = "";
    TensorInfo info = new TensorInfo("", 0, Optional.empty());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (isMessage(tag, KEY)) {
        key = in.readStringRequireUtf8();
      } else if (isMessage(tag, VALUE)) {
        info = info();
      } else {
        skip(tag);
      }
    }
    end(outer);
    tensors.put(key, info);
  }

  private TensorInfo info() throws IOException {
    int outer = begin();
    String name = "";
    int type = 0;
    Optional<Shape> shape = Optional.empty();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (isMessage(tag, NAME)) {
        name = in.readStringRequireUtf8();
      } else if (isNumber(tag, TYPE)) {
        type = in.readEnum();
      } else if (isMessage(tag, SHAPE)) {
        shape = shape();
      } else {
        skip(tag);
      }
    }
    end(outer);
    return new TensorInfo(name, type, shape);
  }

  private Optional<Shape> shape() throws IOException {
    int outer = begin();
    long[] dimensions = new long[4];
    int rank = 0;
    boolean unknown = false;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (isMessage(tag, DIMENSION)) {
        if (rank == dimensions.length) {
          dimensions = Arrays.copyOf(dimensions, rank * 2);
        }
        dimensions[rank++] = dimension();
      } else if (isNumber(tag, UNKNOWN_RANK)) {
        unknown = in.readBool();
      } else {
        skip(tag);
      }
    }
    end(outer);
    return unknown ? Optional.empty() : Optional.of(Shape.of(Arrays.copyOf(dimensions, rank)));
  }

  private long dimension() throws IOException {
    int outer = begin();
    long size = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (isNumber(tag, SIZE)) {
        size = in.readInt64();
      } else {
        skip(tag);
      }
    }
    end(outer);
    return size;
  }

  private static boolean isMessage(int tag, int field) {
    return tag == (field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);
  }

  private static boolean isNumber(int tag, int field) {
    return tag == (field << 3 | WireFormat.WIRETYPE_VARINT);
  }

  private int begin() throws IOException {
    return in.pushLimit(in.readRawVarint32());
  }

  private void end(int outer) throws IOException {
    if (in.getBytesUntilLimit() != 0) {
      throw new InvalidProtocolBufferException("it ends inside of a message");
    }
    in.popLimit(outer);
  }

  private void skip(int tag) throws IOException {
    if (!in.skipField(tag)) {
      throw new InvalidProtocolBufferException("a group ends that has not begun");
    }
  }
}
