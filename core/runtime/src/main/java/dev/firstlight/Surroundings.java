package dev.firstlight;

import dev.firstlight.coldstart.ColdStart.Companion;
import dev.firstlight.inference.InferenceRequest;
import dev.firstlight.inference.Input;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.pipeline.PredictorFactory;
import dev.firstlight.protocol.Payload;
import dev.firstlight.protocol.PayloadDecoder;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.tensor.RequestScope;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * Opens tokenizer, image decoder and labels while the model is on its way, and then takes the
 * package's first sample as far as requests come without a model: so that the warm-up, which nobody
 * can do anything beside, has less to do.
 */
final class Surroundings implements Companion<PredictorFactory> {
  private final ServiceConfig config;
  private final RuntimeOptions options;

  Surroundings(ServiceConfig config, RuntimeOptions options) {
    this.config = config;
    this.options = options;
  }

  @Override
  public PredictorFactory open(
      ModelManifest manifest, Artifact artifact, Function<String, Path> files) {
    PredictorFactory opened =
        PredictorFactory.open(
            manifest,
            artifact,
            files,
            options,
            config.limits().maxImagePixels(),
            config.limits().maxTextBytes());
    if (config.warmup().rehearsal()) {
      rehearse(opened, manifest, files);
    }
    return opened;
  }

  private void rehearse(
      PredictorFactory opened, ModelManifest manifest, Function<String, Path> files) {
    try {
      opened.prepare();
      List<InferenceRequest> samples = WarmupSamples.of(manifest, files);
      if (!samples.isEmpty()) {
        rehearse(opened, decoder(manifest), samples.get(0));
      }
    } catch (RuntimeException | LinkageError e) {
      // The warm-up meets it again, if it matters, and the record then says in which stage.
    }
  }

  private void rehearse(PredictorFactory opened, PayloadDecoder decoder, InferenceRequest sample) {
    try (RequestScope scope = new RequestScope(options.buffers())) {
      // A view, since to decode a body moves its position.
      if (decoder.decode(sample.headers(), sample.body().duplicate(), scope)
          instanceof Payload.Samples payload) {
        for (Input input : payload.inputs()) {
          opened.rehearse(input, scope);
        }
      }
    }
  }

  private PayloadDecoder decoder(ModelManifest manifest) {
    return new PayloadDecoder(manifest, config.limits().maxBodyBytes(), config.limits().maxBatch());
  }

  @Override
  public void discard(PredictorFactory opened) {
    opened.discard();
  }
}
