package dev.firstlight.lambda;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The program of a container image: begins the cold start and then runs AWS's runtime interface
 * client, so that the model is on its way while the client comes up. Its argument is the client's,
 * the handler's name, and everything else is as without it: the client finds {@link
 * FirstlightHandler}, which takes over what was begun.
 *
 * <p>Lambda's managed Java runtimes bring a program of their own, and the handler begins by itself.
 */
public final class FirstlightLambda {
  /**
   * What was begun, until the handler takes it. Static, since the client makes the handler by
   * reflection from a name: no object of ours reaches it otherwise.
   */
  private static final AtomicReference<@Nullable Beginning> BEGUN = new AtomicReference<>();

  private FirstlightLambda() {}

  /**
   * Runs until Lambda ends the process.
   *
   * @param args the handler
   */
  public static void main(String[] args) throws Throwable {
    if (args.length > 0 && isOurs(args[0])) {
      begin(System.getenv());
    }
    AWSLambda.main(args);
  }

  private static boolean isOurs(String handler) {
    String name = FirstlightHandler.class.getName();
    return handler.equals(name) || handler.equals(name + "::handleRequest");
  }

  /**
   * Begins by that environment; what fails, the handler meets again, and the client tells Lambda.
   */
  static void begin(Map<String, String> environment) {
    try {
      BEGUN.set(Beginning.of(environment));
    } catch (RuntimeException | LinkageError e) {
      BEGUN.set(null);
    }
  }

  /** What was begun, once. */
  static Optional<Beginning> take() {
    return Optional.ofNullable(BEGUN.getAndSet(null));
  }
}
