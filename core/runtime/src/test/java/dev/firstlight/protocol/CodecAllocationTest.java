package dev.firstlight.protocol;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.firstlight.inference.Header;
import dev.firstlight.model.Manifests;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a warm request takes from the heap does not grow with its tensors. */
class CodecAllocationTest {
  /** A fraction of the smaller tensor's 60 kB; the larger has 6 MB. */
  private static final long BOUND_BYTES = 16_000;

  private static final int SMALL = 15_000;
  private static final int LARGE = 1_500_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final ModelManifest manifest = Manifests.echo(DataType.FP32, -1);
  private final Buffers buffers = new Buffers(64L << 20);

  private long bytesOf(Runnable request) {
    for (int i = 0; i < 50; i++) {
      request.run();
    }
    int runs = 20;
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < runs; i++) {
      request.run();
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / runs;
  }

  private static void check(long small, long large) {
    String measured = "bytes of heap for a request: %d small, %d large".formatted(small, large);
    assertTrue(large - small < 2_000, measured);
    assertTrue(large < BOUND_BYTES, measured);
  }

  private Runnable decoding(int elements, boolean direct) {
    byte[] json =
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[%d],\"parameters\":{\"binary_data_size\":%d}}]}"
            .formatted(elements, 4 * elements)
            .getBytes(StandardCharsets.UTF_8);
    int length = json.length + 4 * elements;
    ByteBuffer body = direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
    body.put(0, json);
    PayloadDecoder decoder = new PayloadDecoder(manifest, Wire.MAX_BODY, LARGE);
    String header = Integer.toString(json.length);
    return () -> {
      try (RequestScope scope = new RequestScope(buffers)) {
        decoder.decode(
            name ->
                switch (name) {
                  case Header.CONTENT_TYPE -> MediaType.BINARY;
                  case Header.JSON_LENGTH -> header;
                  default -> null;
                },
            body,
            scope);
      }
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void decode_binaryTensor_takesNoMoreHeapForALargerOne(boolean direct) {
    check(bytesOf(decoding(SMALL, direct)), bytesOf(decoding(LARGE, direct)));
  }

  private Runnable encoding(int elements) {
    Tensor output =
        new Tensor("y", DataType.FP32, Shape.of(elements), ByteBuffer.allocateDirect(4 * elements));
    ResponseEncoder encoder = new ResponseEncoder(manifest, "fake");
    Payload.Infer asked = new Payload.Infer(Optional.empty(), List.of(), List.of(), true);
    return () -> {
      try (RequestScope scope = new RequestScope(buffers)) {
        encoder.infer(asked, List.of(output), scope);
      }
    };
  }

  @Test
  void encode_binaryTensor_takesNoMoreHeapForALargerOne() {
    check(bytesOf(encoding(SMALL)), bytesOf(encoding(LARGE)));
  }
}
