package dev.firstlight.server;

import dev.firstlight.EventLog;
import dev.firstlight.ServiceConfig.Policy;
import dev.firstlight.config.Settings;
import dev.firstlight.fault.StartException;
import java.lang.ref.Reference;
import java.util.Map;
import java.util.TreeMap;

/**
 * The standalone server as a program: reads the environment, serves until it is asked to end, and
 * says with its exit value how it ended.
 */
public final class FirstlightServer {
  /** Ended in order; every request was answered. */
  static final int EXIT_DRAINED = 0;

  /** Ended before every request was answered. */
  static final int EXIT_DROPPED = 1;

  /** Started with arguments that it does not know; EX_USAGE of sysexits(3). */
  static final int EXIT_USAGE = 64;

  /** The process could not go on, as memory was used up; EX_SOFTWARE of sysexits(3). */
  static final int EXIT_FATAL = 70;

  /** The settings are wrong or the address is taken; EX_CONFIG of sysexits(3). */
  static final int EXIT_CONFIGURATION = 78;

  private static final String USAGE =
      "the server takes no argument but \"serve\", which SageMaker gives it; its settings are"
          + " environment variables, see docs/server.md";

  private FirstlightServer() {}

  /** Runs the server. */
  public static void main(String[] arguments) {
    leaveOutWhatIsNotServed();
    ServerEvents events = new ServerEvents(EventLog.to(System.out));
    System.exit(run(arguments, System.getenv(), events));
  }

  private static int run(String[] arguments, Map<String, String> environment, ServerEvents events) {
    for (String argument : arguments) {
      if (!argument.equals("serve")) {
        events.write("usage", Map.of("message", USAGE, "unknown", argument));
        return EXIT_USAGE;
      }
    }
    try {
      Settings settings = Settings.load(environment, PlatformDefaults.of(environment));
      ServerConfig config = ServerConfig.read(settings);
      settings.check();
      InferenceServer server =
          InferenceServer.start(config, EventLog.to(System.out), error -> end(events, error));
      // Before anything else: until then a signal ends the process without regard for requests.
      endWhenAsked(server, events);
      Map<String, Object> details = new TreeMap<>(settings.effective());
      details.put("listening", server.address());
      details.put("port", server.port());
      events.write("serving", details);
      Object hooks = Checkpoints.arePossible() ? checkpoints(server, events) : null;
      try {
        return serve(server, config.service().policy(), events);
      } finally {
        Reference.reachabilityFence(hooks); // only what is kept is called
      }
    } catch (StartException e) {
      events.write("cannot-start", Map.of("message", String.valueOf(e.getMessage())));
      return EXIT_CONFIGURATION;
    }
  }

  private static Checkpoints checkpoints(InferenceServer server, ServerEvents events) {
    return Checkpoints.register(
        server, address -> events.write("restored", Map.of("listening", address)));
  }

  private static int serve(InferenceServer server, Policy policy, ServerEvents events) {
    if (policy != Policy.LAZY) {
      watchColdStart(server, events);
    }
    long dropped = server.ended().join();
    events.write("ended", Map.of("dropped", dropped));
    return dropped == 0 ? EXIT_DRAINED : EXIT_DROPPED;
  }

  private static void endWhenAsked(InferenceServer server, ServerEvents events) {
    if (!ProcessSignals.onEnd(() -> drain(server, events))) {
      Runnable drainAndWait =
          () -> {
            drain(server, events);
            server.ended().join();
          };
      Runtime.getRuntime().addShutdownHook(new Thread(drainAndWait, "firstlight-drain"));
    }
  }

  private static void drain(InferenceServer server, ServerEvents events) {
    events.write("draining", Map.of());
    server.drain();
  }

  /** Ends the process where the cold start shows that it cannot go on. */
  private static void watchColdStart(InferenceServer server, ServerEvents events) {
    try {
      server.awaitColdStart();
    } catch (StartException e) {
      // It is in the log already, and in the answer to every request.
      return;
    } catch (VirtualMachineError e) {
      end(events, e);
    }
  }

  private static void end(ServerEvents events, Error error) {
    try {
      events.write("fatal", Map.of("error", error.toString(), "exit", EXIT_FATAL));
    } finally {
      // Not exit: hooks may need the very memory that is used up.
      Runtime.getRuntime().halt(EXIT_FATAL);
    }
  }

  /**
   * Switches that Vert.x and Netty read when their classes are loaded; each saves time at the
   * start.
   */
  private static void leaveOutWhatIsNotServed() {
    Map.of(
            "vertx.disableDnsResolver", "true",
            "vertx.disableWebsockets", "true",
            "vertx.disableMetrics", "true",
            // Events of the flight recorder make a score of classes at run time, recorded or not.
            "io.netty.jfr.enabled", "false")
        .forEach(
            (property, value) -> {
              if (System.getProperty(property) == null) {
                System.setProperty(property, value);
              }
            });
  }
}
