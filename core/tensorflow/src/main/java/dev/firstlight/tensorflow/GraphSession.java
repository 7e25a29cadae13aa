package dev.firstlight.tensorflow;

import dev.firstlight.fault.RequestException;
import dev.firstlight.fault.StartException;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.tensor.Buffers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.internal.c_api.global.tensorflow;

/**
 * A graph with its variables, and the session that runs it. Several threads may run it; whoever
 * closes it makes sure that nobody does by then.
 */
final class GraphSession implements AutoCloseable {
  /** TensorFlow's messages go on with the path through the graph, which tells clients nothing. */
  private static final int MESSAGE_CHARS = 500;

  private final String name;
  private final TF_Graph graph;
  private final TF_Session session;

  private GraphSession(String name, TF_Graph graph, TF_Session session) {
    this.name = name;
    this.graph = graph;
    this.session = session;
  }

  /**
   * Opens the graph with those tags.
   *
   * @throws StartException of kind MODEL if TensorFlow refuses it
   */
  static GraphSession open(SavedModelFolder folder, List<String> tags, RuntimeOptions options) {
    byte[] config = SessionConfig.of(options);
    try (TF_Status status = TF_Status.newStatus();
        TF_SessionOptions session = TF_SessionOptions.newSessionOptions();
        BytePointer configuration = new BytePointer(config)) {
      tensorflow.TF_SetConfig(session, configuration, config.length, status);
      check(status, "thread settings");
      return open(folder, tags, session, status);
    }
  }

  private static GraphSession open(
      SavedModelFolder folder, List<String> tags, TF_SessionOptions options, TF_Status status) {
    TF_Graph graph = tensorflow.TF_NewGraph();
    TF_Session session = null;
    try (BytePointer directory =
            new BytePointer(folder.directory().toString(), StandardCharsets.UTF_8);
        NativeStrings names = new NativeStrings(tags)) {
      session =
          tensorflow.TF_LoadSessionFromSavedModel(
              options,
              (TF_Buffer) null,
              directory,
              names.pointers(),
              tags.size(),
              graph,
              null,
              status);
      check(status, folder.name());
      return new GraphSession(folder.name(), graph, session);
    } catch (RuntimeException | Error e) {
      delete(session, graph);
      throw e;
    }
  }

  private static void check(TF_Status status, String refused) {
    if (tensorflow.TF_GetCode(status) != tensorflow.TF_OK) {
      throw new StartException(
          StartException.Kind.MODEL, "TensorFlow refuses \"" + refused + "\": " + message(status));
    }
  }

  /**
   * The operation of that name.
   *
   * @throws StartException of kind MODEL if the graph has none
   */
  TF_Operation operation(String operation) {
    TF_Operation found = tensorflow.TF_GraphOperationByName(graph, operation);
    if (found == null || found.isNull()) {
      throw new StartException(
          StartException.Kind.MODEL,
          "\""
              + name
              + "\" has a signature that names the operation \""
              + operation
              + "\", which its graph does not have; export the model again");
    }
    return found;
  }

  /** The datatype of an operation's output; −1 if it has no such output. */
  static int type(TF_Operation operation, int index) {
    if (index < 0 || index >= tensorflow.TF_OperationNumOutputs(operation)) {
      return -1;
    }
    try (TF_Output output = new TF_Output(1)) {
      output.oper(operation).index(index);
      return tensorflow.TF_OperationOutputType(output);
    }
  }

  /**
   * Runs the graph.
   *
   * @return the outputs in the order asked for; the caller closes them
   * @throws RequestException of kind BAD_REQUEST if TensorFlow refuses the inputs
   */
  OutputTensors run(InputTensors inputs, List<Endpoint> outputs, Buffers buffers) {
    try (TF_Status status = TF_Status.newStatus();
        TF_Output feeds = points(inputs.endpoints());
        PointerPointer<TF_Tensor> values = inputs.pointers();
        TF_Output fetches = points(outputs);
        PointerPointer<TF_Tensor> results = new PointerPointer<TF_Tensor>(outputs.size())) {
      tensorflow.TF_SessionRun(
          session,
          null,
          feeds,
          values,
          inputs.endpoints().size(),
          fetches,
          results,
          outputs.size(),
          (PointerPointer<?>) null,
          0,
          null,
          status);
      int code = tensorflow.TF_GetCode(status);
      if (code != tensorflow.TF_OK) {
        throw refused(code, message(status));
      }
      return OutputTensors.take(outputs, results, buffers);
    }
  }

  private static TF_Output points(List<Endpoint> endpoints) {
    TF_Output points = new TF_Output(Math.max(1, endpoints.size()));
    for (int i = 0; i < endpoints.size(); i++) {
      points.position(i).oper(endpoints.get(i).operation()).index(endpoints.get(i).index());
    }
    return points.position(0);
  }

  private static RequestException refused(int code, String message) {
    boolean clients = code == tensorflow.TF_INVALID_ARGUMENT || code == tensorflow.TF_OUT_OF_RANGE;
    return new RequestException(
        clients ? RequestException.Kind.BAD_REQUEST : RequestException.Kind.INTERNAL,
        "the model refuses the inputs: " + message);
  }

  private static String message(TF_Status status) {
    String message = tensorflow.TF_Message(status).getString(StandardCharsets.UTF_8);
    int line = message.indexOf('\n');
    String first = line < 0 ? message : message.substring(0, line);
    return first.length() <= MESSAGE_CHARS ? first : first.substring(0, MESSAGE_CHARS) + "…";
  }

  @Override
  public void close() {
    delete(session, graph);
  }

  private static void delete(@Nullable TF_Session session, TF_Graph graph) {
    try (TF_Status status = TF_Status.newStatus()) {
      if (session != null && !session.isNull()) {
        // Deleting frees everything even if closing fails, and after it there is no one to tell.
        tensorflow.TF_CloseSession(session, status);
        tensorflow.TF_DeleteSession(session, status);
      }
    } finally {
      tensorflow.TF_DeleteGraph(graph);
    }
  }
}
