package dev.firstlight.pipeline;

import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Tensor;
import java.util.List;

interface TextEncoder {
  List<Tensor> encode(List<String> texts, RequestScope scope);

  void close();
}
