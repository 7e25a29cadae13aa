package dev.firstlight.djl;

import dev.firstlight.djl.ForwardSignature.Argument;
import dev.firstlight.fault.RequestException;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which declared input becomes which argument. Names that are those of arguments go by name; where
 * none is, as after tracing with names that mean nothing, inputs go in the manifest's order.
 *
 * @param names the inputs in the order in which the model takes them
 * @param packing how they are handed over
 */
record InputBinding(List<String> names, Packing packing) {
  /** How inputs become arguments. */
  enum Packing {
    /** Each is an argument. */
    EACH,
    /** All are the one argument, a list. */
    LIST,
    /** All are the one argument, a dictionary by the inputs' names. */
    DICTIONARY
  }

  InputBinding {
    names = List.copyOf(names);
  }

  /**
   * @param signature what the model says; empty if it says nothing
   * @throws StartException of kind PACKAGE if they do not fit, or MODEL if the model takes what is
   *     no tensor
   */
  static InputBinding of(List<TensorSpec> declared, Optional<ForwardSignature> signature) {
    List<String> names = new ArrayList<>();
    for (TensorSpec spec : declared) {
      names.add(spec.name());
    }
    if (signature.isEmpty()) {
      return new InputBinding(names, Packing.EACH);
    }
    List<Argument> arguments = signature.get().arguments();
    Optional<Packing> whole = whole(arguments);
    if (whole.isPresent()) {
      return new InputBinding(names, whole.get());
    }
    checkTensors(arguments);
    List<String> ordered = ordered(names, arguments);
    checkCount(ordered.size(), declared, arguments);
    return new InputBinding(ordered, Packing.EACH);
  }

  /** The one container that takes all inputs, if it is that. */
  private static Optional<Packing> whole(List<Argument> arguments) {
    if (arguments.isEmpty() || !arguments.stream().skip(1).allMatch(Argument::optional)) {
      return Optional.empty();
    }
    return switch (arguments.get(0).type()) {
      case "List[Tensor]" -> Optional.of(Packing.LIST);
      case "Dict[str, Tensor]" -> Optional.of(Packing.DICTIONARY);
      default -> Optional.empty();
    };
  }

  private static void checkTensors(List<Argument> arguments) {
    for (Argument argument : arguments) {
      if (!argument.optional() && !argument.takesTensor()) {
        throw new StartException(
            StartException.Kind.MODEL,
            "the model's forward takes %s, which is no tensor; only tensors, one list of them or one dictionary of them can be served"
                .formatted(argument));
      }
    }
  }

  private static List<String> ordered(List<String> names, List<Argument> arguments) {
    List<String> ordered = new ArrayList<>();
    Argument gap = null;
    for (Argument argument : arguments) {
      if (!names.contains(argument.name())) {
        gap = gap == null ? argument : gap;
      } else if (gap != null) {
        throw refused(
            "lacks %s, which comes before \"%s\"".formatted(gap, argument.name()), arguments);
      } else {
        ordered.add(argument.name());
      }
    }
    if (ordered.isEmpty()) {
      return names;
    }
    if (ordered.size() < names.size()) {
      List<String> strange = new ArrayList<>(names);
      strange.removeAll(ordered);
      throw refused("declares the inputs " + strange, arguments);
    }
    return ordered;
  }

  private static void checkCount(int count, List<TensorSpec> declared, List<Argument> arguments) {
    long required = arguments.stream().filter(argument -> !argument.optional()).count();
    boolean tensors =
        count <= arguments.size()
            && arguments.subList(0, count).stream().allMatch(Argument::takesTensor);
    if (count < required || !tensors) {
      throw refused("declares the inputs " + declared, arguments);
    }
  }

  private static StartException refused(String what, List<Argument> arguments) {
    return new StartException(
        StartException.Kind.PACKAGE,
        "model.json %s, but the model takes %s; give its inputs the names of these, or list as many in the same order"
            .formatted(what, arguments));
  }

  /** The tensors in the order in which the model takes them. */
  List<Tensor> ordered(List<Tensor> given) {
    List<Tensor> ordered = new ArrayList<>();
    for (String name : names) {
      ordered.add(named(given, name));
    }
    return ordered;
  }

  private Tensor named(List<Tensor> given, String name) {
    for (Tensor tensor : given) {
      if (tensor.name().equals(name)) {
        return tensor;
      }
    }
    throw RequestException.bad(
        "input \"%s\" is missing; the model takes %s".formatted(name, names));
  }
}
