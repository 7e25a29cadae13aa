package dev.firstlight.tensorflow;

import dev.firstlight.fault.StartException;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.runtime.ServingRuntime;
import org.tensorflow.internal.c_api.global.tensorflow;

/**
 * TensorFlow for SavedModels. Its native libraries come from the folder that the options name, or
 * else from the cache, where they are unpacked once; left alone it would unpack 680 MB to the home
 * folder. Safe for use by several threads.
 *
 * @see <a href="https://www.tensorflow.org/guide/saved_model">The SavedModel format</a>
 */
public final class TensorFlowServingRuntime implements ServingRuntime {
  private final TensorFlowNatives natives = new TensorFlowNatives();

  @Override
  public String name() {
    return "tensorflow";
  }

  @Override
  public String platform() {
    return "tensorflow_savedmodel";
  }

  /** The version of TensorFlow's Java part, which decides that of the native one. */
  @Override
  public String version() {
    return natives.version();
  }

  @Override
  public void importLibraries(RuntimeOptions options) {
    natives.provide(options);
    try {
      // The first call loads the libraries; what it returns lies in them and needs no freeing.
      var unused = tensorflow.TF_Version();
    } catch (LinkageError e) {
      throw new StartException(
          StartException.Kind.RUNTIME,
          "the native library of TensorFlow "
              + version()
              + " cannot be loaded: "
              + cause(e)
              + "; it needs a system with glibc, of the architecture that its jar is for",
          e);
    }
  }

  /** What the linker said, which JavaCPP puts at the end of the chain. */
  private static String cause(Throwable thrown) {
    Throwable last = thrown;
    for (int depth = 0; last.getCause() != null && depth < 10; depth++) {
      last = last.getCause();
    }
    return String.valueOf(last.getMessage());
  }

  @Override
  public LoadedModel load(LocalArtifact artifact, RuntimeOptions options) {
    SavedModelFolder folder = SavedModelFolder.of(artifact);
    MetaGraph graph =
        MetaGraph.choose(SavedModelReader.read(folder.main(), folder.name()), folder.name());
    Signature signature = graph.signature(folder);
    GraphSession session = GraphSession.open(folder, graph.tags(), options);
    return TensorFlowModel.open(session, signature, folder, options.buffers());
  }
}
