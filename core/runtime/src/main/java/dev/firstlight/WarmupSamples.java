package dev.firstlight;

import dev.firstlight.inference.InferenceRequest;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.WarmupSample;
import dev.firstlight.protocol.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What a package brings to warm up with, as requests. */
final class WarmupSamples {
  private WarmupSamples() {}

  /**
   * The samples; for a package of texts that brings none, one of ours.
   *
   * @param files finds a file of the package by its path; may wait for it
   */
  static List<InferenceRequest> of(ModelManifest manifest, Function<String, Path> files) {
    List<InferenceRequest> samples = new ArrayList<>();
    for (WarmupSample sample : manifest.warmup()) {
      if (sample instanceof WarmupSample.Text text) {
        samples.add(text(text.text()));
      } else if (sample instanceof WarmupSample.File file) {
        samples.add(InferenceRequest.predict(file.mediaType(), bytes(files, file.path())));
      }
    }
    if (samples.isEmpty() && manifest.preprocessing() instanceof Preprocessing.Text) {
      samples.add(text("The first light of the morning."));
    }
    return samples;
  }

  private static InferenceRequest text(String text) {
    return InferenceRequest.predict(
        MediaType.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static ByteBuffer bytes(Function<String, Path> files, String path) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(files.apply(path)));
    } catch (IOException e) {
      throw new UncheckedIOException("warm-up sample \"" + path + "\" cannot be read", e);
    }
  }
}
