package dev.firstlight.onnx;

import ai.onnxruntime.OrtEnvironment;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * Keeps ONNX Runtime's environment for as long as the process lives. Its Java part frees the
 * environment in a shutdown hook, while hooks of others still answer the last requests or wait for
 * a cold start: an inference that then begins reads freed memory and kills the JVM. The environment
 * counts who holds it, so holding it once more is enough.
 */
final class EnvironmentHold {
  private EnvironmentHold() {}

  /**
   * Holds the environment, if the Java part is as we know it; else leaves things as they are, which
   * is dangerous only to processes that end in the middle of their work.
   *
   * @return whether it is held
   */
  static boolean take(int logLevel, String name) {
    try {
      Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
      Method create =
          OrtEnvironment.class.getDeclaredMethod(
              "createHandle", long.class, int.class, String.class);
      api.setAccessible(true);
      create.setAccessible(true);
      return create.invoke(null, api.getLong(null), logLevel, name) instanceof Long;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return false;
    }
  }
}
