package dev.firstlight.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import dev.firstlight.fault.RequestException;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** A model of any engine, by DJL's own interfaces. */
final class BlockForward implements Forward {
  private final Model model;

  /** Takes the model over. */
  BlockForward(Model model) {
    this.model = model;
  }

  @Override
  public List<Returned> run(NDManager manager, List<Tensor> inputs) {
    NDList arrays = new NDList(inputs.size());
    for (Tensor input : inputs) {
      arrays.add(DjlInputs.array(manager, input, DjlTypes.djls(input.datatype()).orElseThrow()));
    }
    NDList results = model.getBlock().forward(new ParameterStore(manager, false), arrays, false);
    results.attach(manager);
    List<Returned> returned = new ArrayList<>();
    for (NDArray array : results) {
      DataType type =
          DjlTypes.ours(array.getDataType())
              .orElseThrow(
                  () ->
                      new RequestException(
                          RequestException.Kind.INTERNAL,
                          "the model returned a tensor of "
                              + array.getDataType()
                              + ", which cannot be served"));
      String name = array.getName();
      returned.add(Returned.of(name == null ? "" : name, type, array));
    }
    return returned;
  }

  @Override
  public void close() {
    model.close();
  }
}
