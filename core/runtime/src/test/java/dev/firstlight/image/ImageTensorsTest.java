package dev.firstlight.image;

import static dev.firstlight.image.ImageFixtures.MAX_PIXELS;
import static dev.firstlight.image.ImageFixtures.bytes;
import static dev.firstlight.image.ImageFixtures.levels;
import static dev.firstlight.image.ImageFixtures.tensor;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.firstlight.model.ImagePreprocessing;
import dev.firstlight.model.ImagePreprocessing.Channels;
import dev.firstlight.model.ImagePreprocessing.Interpolation;
import dev.firstlight.model.ImagePreprocessing.Layout;
import dev.firstlight.model.ImagePreprocessing.Resize;
import java.io.IOException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ImageTensorsTest {
  /** 7 by 5 pixels. */
  private static final String SMALL = "decoded/orientation1.png";

  @Test
  void decode_nchw_hasOnePlaneAChannel() throws IOException {
    float[] rows = tensor(small(Layout.NHWC, Channels.RGB), bytes(SMALL));
    float[] planes = tensor(small(Layout.NCHW, Channels.RGB), bytes(SMALL));

    for (int i = 0; i < 35; i++) {
      for (int channel = 0; channel < 3; channel++) {
        assertEquals(rows[i * 3 + channel], planes[channel * 35 + i]);
      }
    }
  }

  @Test
  void decode_layoutOfAnArtifact_overridesThePackages() throws IOException {
    ImagePreprocessing rows = levels(Optional.empty(), 7, 5, Layout.NHWC, Channels.RGB);

    assertArrayEquals(
        tensor(small(Layout.NCHW, Channels.RGB), bytes(SMALL)),
        tensor(new ImageTensors(rows, Layout.NCHW, MAX_PIXELS), bytes(SMALL)));
  }

  @Test
  void decode_bgr_hasBlueFirst() throws IOException {
    float[] rgb = tensor(small(Layout.NHWC, Channels.RGB), bytes(SMALL));
    float[] bgr = tensor(small(Layout.NHWC, Channels.BGR), bytes(SMALL));

    for (int i = 0; i < 105; i += 3) {
      assertEquals(rgb[i], bgr[i + 2]);
      assertEquals(rgb[i + 1], bgr[i + 1]);
      assertEquals(rgb[i + 2], bgr[i]);
    }
  }

  @Test
  void decode_scaleMeanStd_areAppliedToEachChannel() throws IOException {
    float[] levels = tensor(small(Layout.NHWC, Channels.RGB), bytes(SMALL));
    ImagePreprocessing normalised =
        new ImagePreprocessing(
            Optional.empty(),
            Optional.empty(),
            7,
            5,
            Layout.NHWC,
            Channels.RGB,
            1 / 255.0,
            List.of(0.485, 0.456, 0.406),
            List.of(0.229, 0.224, 0.225));

    float[] actual = tensor(new ImageTensors(normalised, MAX_PIXELS), bytes(SMALL));

    for (int i = 0; i < actual.length; i++) {
      double mean = normalised.mean().get(i % 3);
      double std = normalised.std().get(i % 3);
      assertEquals((float) ((levels[i] / 255.0 - mean) / std), actual[i], 1e-6f, "value " + i);
    }
  }

  @Test
  void decode_cropLargerThanImage_isFilledWithBlack() throws IOException {
    ImagePreprocessing larger =
        new ImagePreprocessing(
            Optional.empty(),
            Optional.empty(),
            10,
            8,
            Layout.NCHW,
            Channels.GREY,
            1,
            List.of(1.0),
            List.of(1.0));
    float[] inside = tensor(small(Layout.NCHW, Channels.GREY), bytes(SMALL));

    float[] actual = tensor(new ImageTensors(larger, MAX_PIXELS), bytes(SMALL));

    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 10; x++) {
        boolean picture = x >= 1 && x < 8 && y >= 1 && y < 6;
        float expected = (picture ? inside[(y - 1) * 7 + x - 1] : 0) - 1;
        assertEquals(expected, actual[y * 10 + x], "at " + x + ", " + y);
      }
    }
  }

  @Test
  void decode_batch_goesOneAfterTheOther() throws IOException {
    ImageTensors tensors = small(Layout.NHWC, Channels.RGB);
    ByteBuffer batch = ByteBuffer.allocateDirect(2 * tensors.sampleBytes());
    ByteBuffer encoded = ByteBuffer.allocateDirect(bytes(SMALL).length + 2);
    encoded.put(1, bytes(SMALL)).position(1).limit(encoded.capacity() - 1);

    tensors.decode(encoded, batch);
    tensors.decode(encoded.asReadOnlyBuffer(), batch);

    assertEquals(batch.capacity(), batch.position());
    assertEquals(1, encoded.position());
    assertEquals(
        batch.slice(0, tensors.sampleBytes()),
        batch.slice(tensors.sampleBytes(), tensors.sampleBytes()));
    assertEquals(
        tensor(tensors, bytes(SMALL))[3],
        batch.order(ByteOrder.LITTLE_ENDIAN).getFloat(3 * Float.BYTES));
  }

  @Test
  void decode_destinationTooSmall_isRefused() throws IOException {
    ImageTensors tensors = small(Layout.NHWC, Channels.RGB);
    ByteBuffer encoded = ByteBuffer.wrap(bytes(SMALL));

    assertThrows(
        BufferOverflowException.class,
        () -> tensors.decode(encoded, ByteBuffer.allocate(tensors.sampleBytes() - 1)));
  }

  @Test
  void decode_manyThreads_getEqualTensors() throws Exception {
    ImageTensors tensors =
        new ImageTensors(
            levels(
                Optional.of(new Resize.Shorter(64, Interpolation.BICUBIC)),
                64,
                64,
                Layout.NCHW,
                Channels.RGB),
            MAX_PIXELS);
    byte[] rocket = bytes("samples/rocket.jpg");
    tensors.prepare();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<float[]> decode = () -> tensor(tensors, rocket);
      float[] expected = decode.call();
      for (Future<float[]> actual : threads.invokeAll(Collections.nCopies(24, decode))) {
        assertArrayEquals(expected, actual.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void constructor_tensorBeyondOneBuffer_isRefused() {
    ImagePreprocessing huge = levels(Optional.empty(), 16_384, 16_384, Layout.NHWC, Channels.RGB);

    assertThrows(IllegalArgumentException.class, () -> new ImageTensors(huge, MAX_PIXELS));
  }

  private static ImageTensors small(Layout layout, Channels channels) {
    return new ImageTensors(levels(Optional.empty(), 7, 5, layout, channels), MAX_PIXELS);
  }

  /** However few rows lie between the passes, down to those of one new row. */
  @Test
  void write_inSeveralSteps_isEqualToOne() {
    byte[] samples = new byte[31 * 400 * 3];
    new java.util.Random(7).nextBytes(samples);
    Pixels tall = new Pixels(31, 400, 3, samples);
    ImagePreprocessing wanted =
        levels(
            Optional.of(new ImagePreprocessing.Resize.Exact(20, 30, Interpolation.BICUBIC)),
            16,
            40,
            Layout.NHWC,
            Channels.RGB);
    float[] expected = written(tall, wanted, TensorWriter.BETWEEN_PASSES);

    for (int bytes : new int[] {1, 16 * 3 * 70, 16 * 3 * 200}) {
      assertArrayEquals(expected, written(tall, wanted, bytes), "with " + bytes + " bytes");
    }
  }

  private static float[] written(Pixels image, ImagePreprocessing wanted, int betweenPasses) {
    float[][] levels = new float[3][256];
    for (float[] channel : levels) {
      for (int i = 0; i < channel.length; i++) {
        channel[i] = i;
      }
    }
    FloatBuffer tensor = FloatBuffer.allocate(16 * 40 * 3);
    new TensorWriter(wanted, wanted.layout(), levels, betweenPasses)
        .write(image, Framing.of(image.width(), image.height(), wanted), tensor);
    return tensor.array();
  }
}
