package dev.firstlight.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void of_callersArray_isCopied() {
    long[] dimensions = {2, 3};
    Shape shape = Shape.of(dimensions);
    dimensions[0] = 9;
    shape.toArray()[1] = 9;

    assertEquals(Shape.of(2, 3), shape);
  }

  @Test
  void of_belowMinusOne_isRefusedByName() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Shape.of(2, -2));

    assertTrue(String.valueOf(e.getMessage()).contains("-2"), e.getMessage());
  }

  @Test
  void of_productBeyondALong_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> Shape.of(Long.MAX_VALUE, 2));
    assertThrows(IllegalArgumentException.class, () -> Shape.of(1L << 32, 1L << 31));
    assertThrows(IllegalArgumentException.class, () -> Shape.of(0, Long.MAX_VALUE, 2));
  }

  @Test
  void of_largestProduct_isCounted() {
    assertEquals(Long.MAX_VALUE, Shape.of(7, Long.MAX_VALUE / 7).elements());
  }

  @Test
  void of_rankAboveTheLimit_isRefused() {
    assertEquals(Shape.MAX_RANK, Shape.of(new long[Shape.MAX_RANK]).rank());
    assertThrows(IllegalArgumentException.class, () -> Shape.of(new long[Shape.MAX_RANK + 1]));
  }

  @Test
  void elements_scalar_isOne() {
    assertEquals(1, Shape.of().elements());
  }

  @Test
  void elements_emptyDimension_isNone() {
    assertEquals(0, Shape.of(3, 0, 5).elements());
  }

  @Test
  void elements_openDimension_isRefused() {
    assertThrows(IllegalStateException.class, () -> Shape.of(3, -1).elements());
  }

  @Test
  void accepts_openDimension_takesAnyLengthButNoOtherRank() {
    Shape declared = Shape.of(-1, 3);

    assertTrue(declared.accepts(Shape.of(0, 3)));
    assertTrue(declared.accepts(Shape.of(7, 3)));
    assertFalse(declared.accepts(Shape.of(7, 4)));
    assertFalse(declared.accepts(Shape.of(7)));
    assertFalse(declared.accepts(Shape.of(7, 3, 1)));
  }

  @Test
  void prepend_andWithoutFirst_areInverse() {
    assertEquals(Shape.of(4, 2, 3), Shape.of(2, 3).prepend(4));
    assertEquals(Shape.of(2, 3), Shape.of(4, 2, 3).withoutFirst());
    assertThrows(IllegalStateException.class, () -> Shape.of().withoutFirst());
  }

  @Test
  void toString_isTheProtocols() {
    assertEquals("[1,-1,224]", Shape.of(1, -1, 224).toString());
    assertEquals("[]", Shape.of().toString());
  }
}
