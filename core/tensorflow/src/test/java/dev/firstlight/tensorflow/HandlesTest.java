package dev.firstlight.tensorflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.RequestException;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.platform.ProcessMemory;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whether everything that is taken from native memory goes back. */
@Timeout(300)
class HandlesTest {
  /** What the allocator may keep; leaks as looked for here cost ten times that. */
  private static final long SLACK_BYTES = 48L << 20;

  @TempDir Path folder;
  private final Buffers buffers = new Buffers(1 << 20);

  @Test
  void loadsAndCloses_keepNoMemoryAndNoPointer() throws Exception {
    // A weight of 4 MB, so that a model left open shows.
    Path model =
        TensorFlowPackages.classifier()
            .constant("ballast", new float[1 << 20], 1 << 20)
            .write(folder.resolve("m"));
    Path broken = folder.resolve("broken");
    Files.createDirectories(broken);
    Files.write(broken.resolve("saved_model.pb"), new byte[] {1, 2, 3});
    Runnable once =
        () -> {
          Loads.load(model, buffers).close();
          assertThrows(StartException.class, () -> Loads.load(broken, buffers));
        };
    assertFlat(once, 20, 130);
  }

  @Test
  void runs_keepNoMemoryAndNoPointer_goodOnesAndBad() throws Exception {
    List<TensorSpec> specs =
        List.of(
            new TensorSpec("text", DataType.BYTES, Shape.of(-1)),
            new TensorSpec("number", DataType.FP32, Shape.of(-1)));
    try (LoadedModel model =
        Loads.load(TensorFlowPackages.identities(specs).write(folder), buffers)) {
      List<byte[]> texts = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        texts.add(new byte[1000]);
      }
      Tensor text = Tensor.ofBytes("text", texts, Shape.of(64));
      Tensor number = Tensor.of("number", new float[1 << 16], 1 << 16);
      Runnable once =
          () -> {
            try (Outputs outputs = model.run(List.of(text, number), List.of())) {
              assertEquals(2, outputs.tensors().size());
            }
            assertThrows(
                RequestException.class, () -> model.run(List.of(number, number), List.of()));
            assertThrows(
                RequestException.class, () -> model.run(List.of(text, text, number), List.of()));
          };
      assertFlat(once, 200, 20_000);
    }
    assertEquals(0, buffers.leasedBytes());
  }

  private static void assertFlat(Runnable once, int before, int then) {
    for (int i = 0; i < before; i++) {
      once.run();
    }
    long pointers = Pointer.totalCount();
    long resident = ProcessMemory.now().residentBytes();
    for (int i = 0; i < then; i++) {
      once.run();
    }
    assertEquals(pointers, Pointer.totalCount(), "pointers that are still to be freed");
    long grown = ProcessMemory.now().residentBytes() - resident;
    assertTrue(grown < SLACK_BYTES, () -> "grew by " + grown + " bytes in " + then + " rounds");
  }
}
