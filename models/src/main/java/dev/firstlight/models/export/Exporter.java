package dev.firstlight.models.export;

import dev.firstlight.models.graph.Graph;
import java.io.IOException;

/**
 * Writes models for one serving runtime. The same graph gives the same bytes on every machine, and
 * the artifact takes and gives what the graph says, in the graph's layout. Stateless, so safe for
 * use by several threads.
 */
public interface Exporter {
  /** The serving runtime that loads what it writes, as manifests name it. */
  String runtime();

  /**
   * Writes the artifact, one weight after the other, without holding them all.
   *
   * @throws IOException if the files cannot be written
   */
  void write(Graph graph, ArtifactFiles files) throws IOException;
}
