package dev.firstlight.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.firstlight.djl.InputBinding.Packing;
import dev.firstlight.fault.RequestException;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A TorchScript module. Its values are handled here and not by DJL's block, which leaks the
 * arguments of a run that fails, knows fewer kinds of results, and takes dots and brackets in names
 * for commands. Runs are without autograd.
 */
final class TorchForward implements Forward {
  private final PtNDManager manager;
  private final PtSymbolBlock module;
  private final TorchTypes types;
  private final Packing packing;

  /**
   * Takes the manager over.
   *
   * @param manager owns the module
   * @param module in evaluation mode
   */
  TorchForward(PtNDManager manager, PtSymbolBlock module, TorchTypes types, Packing packing) {
    this.manager = manager;
    this.module = module;
    this.types = types;
    this.packing = packing;
  }

  @Override
  public List<Returned> run(NDManager owner, List<Tensor> inputs) {
    PtNDManager requests = (PtNDManager) owner;
    List<PtNDArray> arrays = new ArrayList<>();
    for (Tensor input : inputs) {
      arrays.add(types.array(requests, input));
    }
    IValue[] arguments = arguments(inputs, arrays);
    try {
      // The setting is a thread's own, and profiling makes the first runs of each shape slow.
      JniUtils.setGraphExecutorOptimize(false);
      List<Returned> returned = new ArrayList<>();
      try (IValue result = IValueUtils.runMethod(module, "forward", arguments)) {
        flatten("", result, requests, returned);
      }
      return returned;
    } finally {
      for (IValue argument : arguments) {
        argument.close();
      }
    }
  }

  private IValue[] arguments(List<Tensor> inputs, List<PtNDArray> arrays) {
    return switch (packing) {
      case LIST -> new IValue[] {IValue.listFrom(arrays.toArray(new PtNDArray[0]))};
      case DICTIONARY -> new IValue[] {dictionary(inputs, arrays)};
      case EACH -> each(arrays);
    };
  }

  private static IValue[] each(List<PtNDArray> arrays) {
    IValue[] arguments = new IValue[arrays.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = IValue.from(arrays.get(i));
    }
    return arguments;
  }

  private static IValue dictionary(List<Tensor> inputs, List<PtNDArray> arrays) {
    Map<String, PtNDArray> named = new LinkedHashMap<>();
    for (int i = 0; i < arrays.size(); i++) {
      named.put(inputs.get(i).name(), arrays.get(i));
    }
    return IValue.stringMapFrom(named);
  }

  private void flatten(String name, IValue value, PtNDManager requests, List<Returned> to) {
    if (value.isTensor()) {
      to.add(types.returned(name, value.toTensor(requests)));
    } else if (value.isMap()) {
      Map<String, IValue> entries = value.toIValueMap();
      try {
        entries.forEach((key, entry) -> flatten(key, entry, requests, to));
      } finally {
        entries.values().forEach(IValue::close);
      }
    } else if (value.isTuple()) {
      flatten(name, value.toIValueTuple(), requests, to);
    } else if (value.isBooleanList() || value.isLongList() || value.isDoubleList()) {
      to.add(numbers(name, value, requests));
    } else if (value.isList()) {
      flatten(name, value.toIValueArray(), requests, to);
    } else if (value.isBoolean()) {
      to.add(Returned.of(name, DataType.BOOL, requests.create(value.toBoolean())));
    } else if (value.isLong()) {
      to.add(Returned.of(name, DataType.INT64, requests.create(value.toLong())));
    } else if (value.isDouble()) {
      to.add(Returned.of(name, DataType.FP64, requests.create(value.toDouble())));
    } else if (value.getType().equals("NoneType")) {
      to.add(Returned.nothing(name));
    } else {
      throw new RequestException(
          RequestException.Kind.INTERNAL,
          "the model returned a %s; only tensors, numbers, and lists, tuples and dictionaries of them can be served"
              .formatted(value.getType()));
    }
  }

  private void flatten(String name, IValue[] values, PtNDManager requests, List<Returned> to) {
    try {
      for (IValue value : values) {
        flatten(name, value, requests, to);
      }
    } finally {
      for (IValue value : values) {
        value.close();
      }
    }
  }

  private static Returned numbers(String name, IValue value, PtNDManager requests) {
    NDArray array;
    DataType type;
    if (value.isLongList()) {
      type = DataType.INT64;
      array = requests.create(value.toLongArray());
    } else if (value.isDoubleList()) {
      type = DataType.FP64;
      array = requests.create(value.toDoubleArray());
    } else {
      type = DataType.BOOL;
      array = requests.create(value.toBooleanArray());
    }
    return Returned.of(name, type, array);
  }

  @Override
  public void close() {
    manager.close();
  }
}
