package dev.firstlight.protocol;

import dev.firstlight.fault.RequestException;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks what a request brings against what the model declares. */
final class Signature {
  private final ModelManifest manifest;
  private final int maxBatch;
  private final boolean countsSamples;

  /**
   * @param maxBatch what a first dimension that counts samples may not exceed
   */
  Signature(ModelManifest manifest, int maxBatch) {
    this.manifest = manifest;
    this.maxBatch = maxBatch;
    this.countsSamples = isFirstOpen(manifest.inputs()) && isFirstOpen(manifest.outputs());
  }

  /** An open first dimension counts samples unless there is a tensor that has none such. */
  private static boolean isFirstOpen(List<TensorSpec> specs) {
    for (TensorSpec spec : specs) {
      if (spec.shape().rank() > 0 && spec.shape().dimension(0) != -1) {
        return false;
      }
    }
    return true;
  }

  /** The refusal of more samples than are allowed, in the same words for every format. */
  static RequestException tooMany(String path, int maxBatch) {
    return RequestException.bad(
        "%s has more than %d samples, the limit: send fewer in a request, or raise FIRSTLIGHT_MAX_BATCH"
            .formatted(path, maxBatch));
  }

  /** Names in quotes, for messages. */
  static String names(List<TensorSpec> specs) {
    return String.join(", ", specs.stream().map(spec -> "\"" + spec.name() + "\"").toList());
  }

  /** The model's input of that name, if datatype and shape suit it. */
  TensorSpec input(String path, String name, DataType datatype, Shape shape) {
    TensorSpec spec =
        manifest
            .input(name)
            .orElseThrow(
                () ->
                    RequestException.bad(
                        "%s.name is \"%s\", but the model has the inputs %s"
                            .formatted(path, Route.brief(name), names(manifest.inputs()))));
    if (spec.datatype() != datatype) {
      throw RequestException.bad(
          "%s.datatype is %s, but input \"%s\" takes %s"
              .formatted(path, datatype, name, spec.datatype()));
    }
    if (!spec.shape().accepts(shape)) {
      throw RequestException.bad(
          "%s.shape is %s, but input \"%s\" takes %s%s"
              .formatted(
                  path,
                  shape,
                  name,
                  spec.shape(),
                  spec.shape().isConcrete() ? "" : " (-1 is any length)"));
    }
    if (countsSamples && shape.rank() > 0 && shape.dimension(0) > maxBatch) {
      throw tooMany(path + ".shape " + shape, maxBatch);
    }
    return spec;
  }

  /**
   * Checks what the body says of the model that it is for, as KServe's client does beside the path.
   *
   * @param member model_name or model_version
   */
  void checkNamed(String member, Optional<String> named) {
    String own = member.equals("model_name") ? manifest.name() : manifest.version();
    if (named.isPresent() && !named.get().isEmpty() && !named.get().equals(own)) {
      throw new RequestException(
          RequestException.Kind.NOT_FOUND,
          "%s is \"%s\", but this instance serves \"%s\" version \"%s\""
              .formatted(member, Route.brief(named.get()), manifest.name(), manifest.version()));
    }
  }

  /** Checks that every input is there once. */
  void checkComplete(List<Tensor> inputs) {
    List<String> given = new ArrayList<>();
    for (Tensor input : inputs) {
      if (given.contains(input.name())) {
        throw RequestException.bad("inputs has \"" + input.name() + "\" twice");
      }
      given.add(input.name());
    }
    for (TensorSpec spec : manifest.inputs()) {
      if (!given.contains(spec.name())) {
        throw RequestException.bad("inputs lacks " + spec);
      }
    }
  }

  /** Checks that the wanted outputs exist and are named once. */
  void checkOutputs(List<Payload.Wanted> outputs) {
    List<String> seen = new ArrayList<>();
    for (Payload.Wanted output : outputs) {
      if (manifest.output(output.name()).isEmpty()) {
        throw RequestException.bad(
            "outputs names \"%s\", but the model has %s"
                .formatted(Route.brief(output.name()), names(manifest.outputs())));
      }
      if (seen.contains(output.name())) {
        throw RequestException.bad("outputs has \"" + output.name() + "\" twice");
      }
      seen.add(output.name());
    }
  }
}
