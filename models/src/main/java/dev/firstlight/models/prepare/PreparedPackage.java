package dev.firstlight.models.prepare;

import dev.firstlight.model.Artifact;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.Preparation.Measured;
import java.util.List;
import java.util.Optional;

/**
 * What a preparation came to.
 *
 * @param manifest of the package, as it is now
 * @param added the artifact that was added; empty where no form is worth it
 * @param why that one, or why none
 * @param measured what all forms took
 */
public record PreparedPackage(
    ModelManifest manifest, Optional<Artifact> added, String why, List<Measured> measured) {
  public PreparedPackage {
    measured = List.copyOf(measured);
  }
}
