package dev.firstlight.djl;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchScriptCodeTest {
  @Test
  void codeThatComputes_readsOnly() {
    assertTrue(
        TorchScriptCode.readsOnly(
            """
            class Net(Module):
              __parameters__ = ["weight", ]
              inner : __torch__.net.Inner
              def __init__(self: __torch__.net.Net) -> NoneType:
                return None
              def forward(self: __torch__.net.Net,
                x: Tensor) -> Tensor:
                inner = self.inner
                _0 = torch.conv2d((inner).forward(x, ), self.weight)
                a, b, = torch.split(_0, 1)
                return torch.add(a, b, alpha=1)
            """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "    _0 = torch.add_(x, 1)\n",
        "    self.last = x\n",
        "    (self.inner).last = x\n",
        "    _0 = torch.append(self.all, x)\n",
        "    _0 = torch._set_item(self.cache, \"x\", x)\n",
        "    _0 = torch.add(x, y, out=x)\n"
      })
  void codeThatChangesOrKeeps_doesNot(String line) {
    assertFalse(TorchScriptCode.readsOnly("  def forward(self, x: Tensor) -> Tensor:\n" + line));
  }
}
