package dev.firstlight.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.firstlight.djl.ForwardSignature.Argument;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForwardSignatureTest {
  private static final String SOURCE =
      """
      class Inner(Module):
        def forward(self: __torch__.net.Inner,
          wrong: Tensor) -> Tensor:
          return wrong
      class Net(Module):
        __parameters__ = ["weight", ]
        inner : __torch__.net.Inner
        def helper(self: __torch__.net.Net, x: int) -> int:
          return x
        def forward(self: __torch__.net.Net,
          ids: Tensor,
          mask: Optional[Tensor]=None,
          sizes: Tuple[int, int]=(1, 2),
          mode: str="a,b)",
          more: Dict[str, Tensor]) -> Tuple[Tensor, Tensor]:
          return (ids, ids)
      """;

  @Test
  void arguments_areThoseOfTheClassAsked() {
    assertEquals(
        Optional.of(
            new ForwardSignature(
                List.of(
                    new Argument("ids", "Tensor", false),
                    new Argument("mask", "Optional[Tensor]", true),
                    new Argument("sizes", "Tuple[int, int]", true),
                    new Argument("mode", "str", true),
                    new Argument("more", "Dict[str, Tensor]", false)))),
        ForwardSignature.parse(SOURCE, "Net"));
    assertEquals(
        Optional.of(new ForwardSignature(List.of(new Argument("wrong", "Tensor", false)))),
        ForwardSignature.parse(SOURCE, "Inner"));
  }

  @Test
  void sourceThatIsNotAsExpected_saysNothing() {
    assertEquals(Optional.empty(), ForwardSignature.parse("", "Net"));
    assertEquals(Optional.empty(), ForwardSignature.parse("class Other(Module):\n", "Net"));
    assertEquals(Optional.empty(), ForwardSignature.parse("class Net(Module):\n", "Net"));
    assertEquals(
        Optional.empty(),
        ForwardSignature.parse("class Net(Module):\n  def forward(self, x: Tensor", "Net"));
  }

  @Test
  void forwardWithoutArguments_takesNothing() {
    assertEquals(
        Optional.of(new ForwardSignature(List.of())),
        ForwardSignature.parse("class Net(Module):\n  def forward(self: N) -> int:\n", "Net"));
  }
}
