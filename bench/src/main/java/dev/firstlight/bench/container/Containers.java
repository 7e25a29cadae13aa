package dev.firstlight.bench.container;

import java.util.Map;

/**
 * The images whose containers are instances.
 *
 * @param engine that has them
 * @param images by target
 */
public record Containers(Engine engine, Map<String, ContainerImage> images) {
  public Containers {
    images = Map.copyOf(images);
  }

  /** The image of that target. */
  public ContainerImage image(String target) {
    ContainerImage image = images.get(target);
    if (image == null) {
      throw new IllegalArgumentException("target \"" + target + "\" has no image");
    }
    return image;
  }

  /** The same with another image of that target. */
  public Containers with(String target, ContainerImage image) {
    return new Containers(engine, Map.of(target, image));
  }

  /** A place for instances of that target; the caller closes it. */
  public ContainerIsolation begin(String target) {
    return ContainerIsolation.begin(engine, image(target));
  }
}
