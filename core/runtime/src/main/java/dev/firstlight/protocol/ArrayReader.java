package dev.firstlight.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstlight.fault.RequestException;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.GrowingBuffer;
import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads tensors from JSON arrays, flat or nested, straight into their bytes. */
final class ArrayReader {
  private final RequestScope scope;

  ArrayReader(RequestScope scope) {
    this.scope = scope;
  }

  /**
   * Reads the {@code data} of a tensor whose shape was declared: all elements in one flat array, or
   * arrays nested as the shape says.
   *
   * @param parser at the array's beginning; left at its end
   * @param bodyBytes of the whole body, which bounds how many elements it can hold
   */
  Tensor declared(
      JsonParser parser, String name, DataType datatype, Shape shape, String path, long bodyBytes)
      throws IOException {
    JsonBodies.expect(JsonToken.START_ARRAY, parser, path);
    long wanted = shape.elements();
    if (wanted > bodyBytes) {
      throw RequestException.bad(
          "%s: shape %s needs %d elements, more than the body can hold"
              .formatted(path, shape, wanted));
    }
    int width = Math.max(1, datatype.width());
    GrowingBuffer out =
        scope.growingBuffer((int) Math.min(wanted * width, Integer.MAX_VALUE - 1024L));
    ElementReader elements = new ElementReader(datatype, out, path);
    long count = 0;
    int depth = 1;
    long[] seen = new long[Shape.MAX_RANK + 1]; // entries of the array open at each depth
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_ARRAY) {
        seen[depth]++;
        if (++depth > shape.rank()) {
          throw RequestException.bad("%s is nested deeper than shape %s".formatted(path, shape));
        }
        seen[depth] = 0;
      } else if (token == JsonToken.END_ARRAY) {
        if (depth > 1 && seen[depth] != shape.dimension(depth - 1)) {
          throw RequestException.bad(
              "%s has an array of %d entries at depth %d, but shape %s says %d"
                  .formatted(path, seen[depth], depth, shape, shape.dimension(depth - 1)));
        }
        depth--;
      } else {
        seen[depth]++;
        if (++count > wanted) {
          throw RequestException.bad(
              "%s has more than the %d elements of shape %s".formatted(path, wanted, shape));
        }
        elements.read(parser);
      }
    }
    if (count != wanted) {
      throw RequestException.bad(
          "%s has %d elements, but shape %s needs %d".formatted(path, count, shape, wanted));
    }
    return new Tensor(name, datatype, shape, out.written());
  }

  /**
   * Reads a value whose nesting is its shape; a single element is a scalar.
   *
   * @param parser at the value; left at its end
   */
  Tensor free(JsonParser parser, String name, DataType datatype, String path) throws IOException {
    GrowingBuffer out = scope.growingBuffer(256);
    ElementReader elements = new ElementReader(datatype, out, path);
    List<Long> dimensions = new ArrayList<>();
    free(parser, elements, 0, dimensions, new int[] {-1}, path);
    return new Tensor(
        name,
        datatype,
        Shape.of(dimensions.stream().mapToLong(Long::longValue).toArray()),
        out.written());
  }

  /** Reads one value at a depth; the first to come at each depth says what the others must be. */
  private void free(
      JsonParser parser,
      ElementReader elements,
      int depth,
      List<Long> dimensions,
      int[] leafDepth,
      String path)
      throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      if (leafDepth[0] >= 0 && leafDepth[0] != depth) {
        throw ragged(path);
      }
      leafDepth[0] = depth;
      elements.read(parser);
      return;
    }
    if (leafDepth[0] >= 0 && depth >= leafDepth[0]) {
      throw ragged(path);
    }
    boolean first = dimensions.size() == depth;
    if (first) {
      if (depth == Shape.MAX_RANK) {
        throw RequestException.bad(path + " is nested deeper than " + Shape.MAX_RANK);
      }
      dimensions.add(0L);
    }
    long count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      free(parser, elements, depth + 1, dimensions, leafDepth, path);
      count++;
    }
    if (first) {
      dimensions.set(depth, count);
    } else if (dimensions.get(depth) != count) {
      throw ragged(path);
    }
  }

  private static RequestException ragged(String path) {
    return RequestException.bad(
        path + " is ragged: arrays at the same depth must have the same number of entries");
  }
}
