package dev.firstlight.bench;

import dev.firstlight.bench.container.Containers;
import dev.firstlight.bench.container.PaddedImages;
import dev.firstlight.bench.study.Factor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The images of a study's values: one for all, or one each. Closing removes those that were made.
 */
final class StudyImages implements AutoCloseable {
  private final Map<Long, Containers> byValue;
  private final @Nullable PaddedImages made;

  private StudyImages(Map<Long, Containers> byValue, @Nullable PaddedImages made) {
    this.byValue = byValue;
    this.made = made;
  }

  /**
   * Makes what is to be made; none where instances are no containers.
   *
   * @throws dev.firstlight.bench.fault.BenchException of kind BUILD if one cannot be made
   */
  static StudyImages of(
      Optional<ContainerArguments.Chosen> chosen,
      String target,
      Factor factor,
      List<Long> values,
      long seed)
      throws InterruptedException {
    Map<Long, Containers> byValue = new HashMap<>();
    if (chosen.isEmpty()) {
      return new StudyImages(byValue, null);
    }
    Containers plain = chosen.get().containers();
    if (factor != Factor.CONTAINER_SIZE) {
      values.forEach(value -> byValue.put(value, plain));
      return new StudyImages(byValue, null);
    }
    PaddedImages made = PaddedImages.in(plain.engine(), seed);
    try {
      for (long value : values) {
        byValue.put(value, plain.with(target, made.of(plain.image(target), value)));
      }
      return new StudyImages(byValue, made);
    } catch (RuntimeException | InterruptedException e) {
      made.close();
      throw e;
    }
  }

  /** What instances are containers of, for each value; none where they are not. */
  Map<Long, Containers> byValue() {
    return Map.copyOf(byValue);
  }

  @Override
  public void close() {
    if (made != null) {
      made.close();
    }
  }
}
