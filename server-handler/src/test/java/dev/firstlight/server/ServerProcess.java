package dev.firstlight.server;

import dev.firstlight.conformance.process.ChildProcess;
import dev.firstlight.conformance.process.HttpProcess;
import dev.firstlight.conformance.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The server as it is deployed: a process of its own, on what Maven has packaged. */
final class ServerProcess {
  private ServerProcess() {}

  /** Starts one and waits until it listens. */
  static HttpProcess start(Map<String, String> environment) throws IOException {
    return start(environment, List.of());
  }

  static HttpProcess start(Map<String, String> environment, List<String> flags) throws IOException {
    JavaCommand command = command().withFlags(flags);
    return HttpProcess.start(
        port -> {
          Map<String, String> all = new HashMap<>(environment);
          all.put("PORT", Integer.toString(port));
          return command.withEnvironment(all);
        },
        Duration.ofSeconds(60));
  }

  /** Starts one that is not expected to listen. */
  static ChildProcess run(Map<String, String> environment, String... arguments) throws IOException {
    return ChildProcess.start(
        command().withEnvironment(environment).withArguments(List.of(arguments)));
  }

  private static JavaCommand command() throws IOException {
    return JavaCommand.of(
        JavaCommand.classPathOf(Path.of("target")), FirstlightServer.class.getName());
  }
}
