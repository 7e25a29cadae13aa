package dev.firstlight.protocol;

import dev.firstlight.fault.RequestException;
import java.util.Locale;
import java.util.Optional;

/**
 * What a request asks for, by method and path; the same on every target.
 *
 * @param action what to do
 * @param model the model named in the path, if one is
 * @param version the version named in the path, if one is
 */
public record Route(Action action, Optional<String> model, Optional<String> version) {
  /** What can be asked for. */
  public enum Action {
    /** Predict from samples, or whatever form the JSON body has. */
    PREDICT("POST"),
    /** The Open Inference Protocol's infer. */
    INFER("POST"),
    /** Whether the process lives. */
    LIVE("GET"),
    /** Whether the model can predict. */
    READY("GET"),
    /** What this server is. */
    SERVER_METADATA("GET"),
    /** What the model is. */
    MODEL_METADATA("GET"),
    /** Whether the named model can predict, by the protocol. */
    MODEL_READY("GET");

    private final String method;

    Action(String method) {
      this.method = method;
    }

    /** Whether the request is answered by the model, and so needs it. */
    public boolean predicts() {
      return this == PREDICT || this == INFER;
    }
  }

  private static final String PATHS =
      "POST /predict, POST /v2/models/{model}/infer, GET /v2/models/{model}, GET /v2/health/ready,"
          + " GET /readyz";

  /**
   * Finds the route.
   *
   * @param path as it was sent; names in it are percent-decoded here
   * @throws RequestException of kind NOT_FOUND for an unknown path, METHOD_NOT_ALLOWED for a path
   *     that exists with another method, BAD_REQUEST for a name with a malformed escape
   */
  public static Route of(String method, String path) {
    Route route = find(path);
    boolean allowed =
        route.action.method.equals(method)
            || (method.equals("HEAD") && route.action.method.equals("GET"));
    if (!allowed) {
      throw new RequestException(
          RequestException.Kind.METHOD_NOT_ALLOWED,
          "%s is not allowed on \"%s\"; %s is"
              .formatted(brief(method).toUpperCase(Locale.ROOT), brief(path), route.action.method));
    }
    return route;
  }

  /** The methods that a path takes, for an {@code Allow} header; none for an unknown path. */
  public static Optional<String> allowed(String path) {
    try {
      String method = find(path).action.method;
      return Optional.of(method.equals("GET") ? "GET, HEAD" : method);
    } catch (RequestException e) {
      return Optional.empty();
    }
  }

  private static Route find(String path) {
    switch (path) {
      case "", "/", "/predict", "/invocations" -> {
        return plain(Action.PREDICT);
      }
      case "/livez", "/v2/health/live" -> {
        return plain(Action.LIVE);
      }
      case "/readyz", "/ping", "/v2/health/ready" -> {
        return plain(Action.READY);
      }
      case "/v2", "/v2/" -> {
        return plain(Action.SERVER_METADATA);
      }
      default -> {
        if (path.startsWith("/v2/models/")) {
          return model(path, path.substring("/v2/models/".length()), false);
        }
        if (path.startsWith("/v1/models/")) {
          return model(path, path.substring("/v1/models/".length()), true);
        }
        throw unknown(path);
      }
    }
  }

  /** {@code {model}[/versions/{version}][/infer|/ready]}, or with {@code :predict} at the end. */
  private static Route model(String path, String rest, boolean tensorFlow) {
    String named = rest;
    Action action = Action.MODEL_METADATA;
    if (tensorFlow) {
      int verb = verb(named);
      if (verb < 0) {
        throw unknown(path);
      }
      named = named.substring(0, verb);
      action = Action.PREDICT;
    } else if (named.endsWith("/infer")) {
      named = named.substring(0, named.length() - "/infer".length());
      action = Action.INFER;
    } else if (named.endsWith("/ready")) {
      named = named.substring(0, named.length() - "/ready".length());
      action = Action.MODEL_READY;
    }
    String[] parts = named.split("/", -1);
    if (parts.length == 1 && !parts[0].isEmpty()) {
      return new Route(action, Optional.of(PercentText.decode(parts[0])), Optional.empty());
    }
    if (parts.length == 3 && parts[1].equals("versions") && !parts[0].isEmpty()) {
      return new Route(
          action,
          Optional.of(PercentText.decode(parts[0])),
          Optional.of(PercentText.decode(parts[2])));
    }
    throw unknown(path);
  }

  /** Where {@code :predict} stands at the end, also escaped, as some clients and proxies do. */
  private static int verb(String named) {
    if (named.endsWith(":predict")) {
      return named.length() - ":predict".length();
    }
    return named.endsWith("%3Apredict") || named.endsWith("%3apredict")
        ? named.length() - "%3Apredict".length()
        : -1;
  }

  private static Route plain(Action action) {
    return new Route(action, Optional.empty(), Optional.empty());
  }

  private static RequestException unknown(String path) {
    return new RequestException(
        RequestException.Kind.NOT_FOUND,
        "there is nothing at \"" + brief(path) + "\"; there are " + PATHS);
  }

  static String brief(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }
}
