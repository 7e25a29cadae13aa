package dev.firstlight.runtime;

import dev.firstlight.model.Preparation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes artifacts that load faster, on machines like this one, out of portable ones. The serving
 * runtime that it belongs to must have been imported.
 */
public interface ArtifactPreparer {
  /** The forms that it can make. */
  List<Preparation.Form> forms();

  /**
   * Writes the artifact in that form.
   *
   * @param portable to make it from
   * @param folder where to; it exists and is empty
   * @return the files that were written, relative to the folder, the one to open first
   * @throws dev.firstlight.fault.StartException of kind MODEL if the runtime refuses to
   */
  List<Path> prepare(
      LocalArtifact portable, Preparation.Form form, Path folder, RuntimeOptions options)
      throws IOException;
}
