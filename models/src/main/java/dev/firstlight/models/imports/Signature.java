package dev.firstlight.models.imports;

import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.LoadedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a model takes and returns: what it says itself, narrowed or supplied by what somebody says.
 *
 * @param inputs of the model
 * @param outputs of the model
 * @param probe what it answered to zeros
 */
record Signature(List<TensorSpec> inputs, List<TensorSpec> outputs, Probe probe) {
  Signature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * Asks for inputs and outputs where the format has neither, before anything is copied or loaded.
   *
   * @throws dev.firstlight.fault.StartException of kind CONFIGURATION if something must be asked
   */
  static void askForWhatIsNotTold(ModelFiles files, ImportRequest request, Findings findings) {
    if (files.tells()) {
      return;
    }
    if (request.inputs().isEmpty()) {
      findings.ask(
          "its inputs: a %s file does not tell their datatypes and shapes; one --input NAME:DATATYPE[d,d,…] for each, named as forward's arguments are or in their order, with -1 where a dimension varies"
              .formatted(files.format()),
          "--input input:FP32[-1,3,224,224]");
    }
    if (request.outputs().isEmpty()) {
      findings.ask(
          "its outputs, which the file does not tell either; one --output NAME:DATATYPE[d,d,…] for each, in the model's order",
          "--output output:FP32[-1,1000]");
    }
    findings.check();
  }

  /** Finds it, by what the model says and what it answers to zeros. */
  static Signature of(LoadedModel model, ImportRequest request) {
    List<TensorSpec> inputs = merge("input", model.inputs(), request.inputs());
    List<TensorSpec> outputs = merge("output", model.outputs(), request.outputs());
    if (outputs.isEmpty()) {
      throw Findings.refused(
          "\"%s\" has no output that is a tensor of a datatype of the Open Inference Protocol, so it cannot be served"
              .formatted(request.source()));
    }
    return new Signature(inputs, outputs, Probe.run(model, inputs));
  }

  private static List<TensorSpec> merge(
      String what, List<TensorSpec> told, List<TensorSpec> declared) {
    if (told.isEmpty()) {
      return declared;
    }
    List<TensorSpec> merged = new ArrayList<>(told);
    for (TensorSpec wanted : declared) {
      int index = told.stream().map(TensorSpec::name).toList().indexOf(wanted.name());
      if (index < 0) {
        throw Findings.refused(
            "--%s %s: the model has no such %s; it has %s"
                .formatted(what, TensorArgument.format(wanted), what, list(told)));
      }
      TensorSpec own = told.get(index);
      if (own.datatype() != wanted.datatype() || !own.shape().accepts(wanted.shape())) {
        throw Findings.refused(
            "--%s %s does not fit the model, which has %s; only dimensions of -1 can be narrowed"
                .formatted(what, TensorArgument.format(wanted), TensorArgument.format(own)));
      }
      merged.set(index, wanted);
    }
    return merged;
  }

  /** Tensors as people write them. */
  static String list(List<TensorSpec> specs) {
    return String.join(", ", specs.stream().map(TensorArgument::format).toList());
  }

  /** Whether a dimension of that shape is one of these, or open. */
  static boolean mayBe(long dimension, long... wanted) {
    return dimension == -1 || Arrays.stream(wanted).anyMatch(one -> one == dimension);
  }
}
