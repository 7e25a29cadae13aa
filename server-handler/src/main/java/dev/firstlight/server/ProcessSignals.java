package dev.firstlight.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Signals to this process. The JVM's own answer to SIGTERM cannot do: it sets the exit value to
 * 143, and takes no notice of a second signal. The class that can is not part of the platform's
 * API, though every JDK has it, hence the reflection.
 */
final class ProcessSignals {
  private ProcessSignals() {}

  /**
   * Runs a task each time the process is asked to end, with SIGTERM or SIGINT.
   *
   * @return false if this JVM has no way to
   */
  static boolean onEnd(Runnable task) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler run =
          (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
              task.run();
            }
            return null;
          };
      Object proxy =
          Proxy.newProxyInstance(
              ProcessSignals.class.getClassLoader(), new Class<?>[] {handler}, run);
      for (String name : new String[] {"TERM", "INT"}) {
        signal
            .getMethod("handle", signal, handler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      }
      return true;
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      return false; // no such class, or a JVM that was told to leave signals alone
    }
  }
}
