package dev.firstlight.bench.compare;

import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.Preprocessing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** What a model is sent: images, texts or tensors, as its manifest wants them. */
public final class Payloads {
  private Payloads() {}

  /**
   * The payloads for a model, always the same for the same seed. The first is what meets a cold
   * instance.
   */
  public static List<Payload> forModel(ModelManifest manifest, long seed) {
    Preprocessing preprocessing = manifest.preprocessing();
    if (preprocessing instanceof Preprocessing.Image) {
      return ImagePayloads.make(seed);
    }
    if (preprocessing instanceof Preprocessing.Text) {
      return TextPayloads.make();
    }
    return TensorPayloads.make(manifest, seed);
  }

  /**
   * What every implementation must answer alike: for images a PNG of the size that they are scaled
   * to, for anything else the first payload.
   */
  public static Payload check(ModelManifest manifest, List<Payload> payloads) {
    return manifest.preprocessing() instanceof Preprocessing.Image image
        ? ImagePayloads.check(image.image())
        : payloads.get(0);
  }

  static byte[] resource(String name) {
    try (InputStream in = Payloads.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the class path; build again");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
