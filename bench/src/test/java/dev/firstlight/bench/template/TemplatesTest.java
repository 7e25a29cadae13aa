package dev.firstlight.bench.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.ServiceConfig;
import dev.firstlight.config.Quantities;
import dev.firstlight.config.Settings;
import dev.firstlight.server.InferenceServer;
import dev.firstlight.server.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class TemplatesTest {
  private static final Path HOME = Path.of("..");
  private static final List<String> PROBES =
      List.of("startupProbe", "readinessProbe", "livenessProbe");

  static List<Template> templates() {
    return Template.all();
  }

  static Stream<Template> ofServers() {
    return templates().stream().filter(template -> template.target().startsWith("server-"));
  }

  /** As the container sees it: the image has a model, and the template what it has. */
  private static Settings settings(Template template) {
    Map<String, String> environment = new HashMap<>(template.environment());
    environment.putIfAbsent("FIRSTLIGHT_MODEL", "/opt/firstlight/model");
    return Settings.load(environment, Map.of());
  }

  private static Duration duration(Template template, String variable, String standard) {
    return Quantities.duration(template.environment().getOrDefault(variable, standard));
  }

  private static int number(Object value) {
    return Integer.parseInt(String.valueOf(value));
  }

  @Test
  void everyTarget_hasATemplate_andThePageTellsOfIt() throws IOException {
    Set<String> targets = new TreeSet<>();
    try (Stream<Path> folders = Files.list(Template.IMAGES)) {
      folders
          .filter(Files::isDirectory)
          .map(folder -> String.valueOf(folder.getFileName()))
          .filter(name -> !name.equals("common"))
          .forEach(targets::add);
    }
    Set<String> deployed = new TreeSet<>();
    String page = Files.readString(HOME.resolve("docs/images.md"));
    for (Template template : templates()) {
      deployed.add(template.target());
      assertTrue(page.contains("images/" + template), template + " is not in docs/images.md");
    }
    assertEquals(targets, deployed);
  }

  @ParameterizedTest
  @MethodSource("templates")
  void settings_areKnownToWhatReadsThem(Template template) {
    Settings settings = settings(template);
    if (template.target().startsWith("server-")) {
      ServerConfig.read(settings);
    } else {
      ServiceConfig.read(settings, template.target());
    }
    settings.check();
    for (String variable : template.environment().keySet()) {
      assertTrue(variable.startsWith("FIRSTLIGHT_"), variable);
    }
  }

  @ParameterizedTest
  @MethodSource("templates")
  void images_areThoseOfTheFolder_andListenWhereTheyAreAsked(Template template) throws IOException {
    String target = template.target();
    for (Object image : template.values("image")) {
      assertEquals("registry.example.com/firstlight/" + target + ":latest", image);
    }
    Path dockerfile = Template.IMAGES.resolve(target).resolve("Dockerfile");
    for (Object port : template.values("containerPort")) {
      assertEquals(ServerConfig.STANDARD_PORT, port);
      assertTrue(Files.readString(dockerfile).contains("EXPOSE " + port), dockerfile.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("templates")
  void requestsThatWait_areAnsweredBeforeThePlatformGivesUp(Template template) {
    Duration waits = duration(template, "FIRSTLIGHT_REQUEST_TIMEOUT", "60s");
    for (String key : List.of("timeoutSeconds", "Timeout")) {
      for (Object seconds : template.values(key)) {
        assertTrue(waits.toSeconds() < number(seconds), template + ": " + waits);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ofServers")
  void servers_drainBeforeTheyAreKilled_andGetNoMoreThanTheyQueue(Template template) {
    Duration drains = duration(template, "FIRSTLIGHT_DRAIN_TIMEOUT", "25s");
    Duration delay = duration(template, "FIRSTLIGHT_DRAIN_DELAY", "0ms");
    assertTrue(delay.compareTo(drains) < 0, template.toString());
    for (Object seconds : template.values("terminationGracePeriodSeconds")) {
      assertTrue(drains.toSeconds() < number(seconds), template + ": " + drains);
    }
    if (String.valueOf(template.file().getFileName()).equals("cloud-run.yaml")) {
      assertTrue(drains.toSeconds() < 10, "Cloud Run kills after 10 s");
    }
    Map<String, String> onTwoCpus = new HashMap<>(template.environment());
    onTwoCpus.putIfAbsent("FIRSTLIGHT_MODEL", "/opt/firstlight/model");
    onTwoCpus.put("FIRSTLIGHT_CPUS", "2");
    ServerConfig config = ServerConfig.read(Settings.load(onTwoCpus, Map.of()));
    for (Object calls : template.values("containerConcurrency")) {
      assertTrue(number(calls) <= config.workers() + config.queue(), template.toString());
    }
  }

  /** The model cannot be had, so a probe of readiness says 503 and one of life 200. */
  @Test
  void probes_askPathsThatTheServerAnswersAsSuch() throws Exception {
    Settings settings =
        Settings.of(Map.of("model", "/nowhere", "host", "127.0.0.1", "port", "0", "threads", "1"));
    Set<String> asked = new HashSet<>();
    try (InferenceServer server =
        InferenceServer.start(ServerConfig.read(settings), line -> {}, error -> {})) {
      assertEquals(404, status(server, "/health")); // so that a wrong path would show
      for (Template template : ofServers().toList()) {
        for (String probe : PROBES) {
          for (Map<?, ?> one : template.maps(probe)) {
            Map<?, ?> get = Objects.requireNonNull((Map<?, ?>) one.get("httpGet"));
            String path = String.valueOf(get.get("path"));
            int expected = probe.equals("livenessProbe") ? 200 : 503;
            assertEquals(expected, status(server, path), template + " " + path);
            assertTrue(Set.of("http", 8080).contains(get.get("port")), template.toString());
            asked.add(path);
          }
        }
      }
    }
    assertTrue(asked.containsAll(Set.of("/readyz", "/livez", "/v2/health/ready")), asked + "");
  }

  private static int status(InferenceServer server, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @ParameterizedTest
  @MethodSource("ofServers")
  void containersOfPods_haveNoRights_andTheUserOfTheImage(Template template) throws IOException {
    String dockerfile = Files.readString(Template.IMAGES.resolve("common/Dockerfile"));
    for (Object user : template.values("runAsUser")) {
      assertTrue(dockerfile.contains("USER " + user + ":"), template + ": " + user);
    }
    for (Object escalates : template.values("allowPrivilegeEscalation")) {
      assertEquals(false, escalates);
    }
    if (template.toString().endsWith("kubernetes.yaml")) {
      assertEquals(List.of(true), template.values("runAsNonRoot"));
      assertEquals(List.of(true), template.values("readOnlyRootFilesystem"));
      assertEquals(List.of("/tmp"), template.values("mountPath"));
      assertEquals(List.of(List.of("ALL")), template.values("drop"));
    }
  }

  @Test
  void gpu_isAskedForByLimitAndSetting() {
    Template template = Template.read(Template.IMAGES.resolve("server-gpu/kubernetes.yaml"));
    assertEquals(List.of(1), template.values("nvidia.com/gpu"));
    assertEquals("cuda", template.environment().get("FIRSTLIGHT_DEVICE"));
  }

  @Test
  void functionOfAZip_isTheHandler_inTheZipThatIsPacked() throws Exception {
    Template template = Template.read(Template.IMAGES.resolve("lambda-zip/template.yaml"));
    String handler = String.valueOf(template.values("Handler").get(0));
    assertFalse(Class.forName(handler).isInterface());
    String packer = Files.readString(Template.IMAGES.resolve("lambda-zip/package"));
    String zip =
        String.valueOf(template.values("CodeUri").get(0)).replaceFirst("^\\.\\./\\.\\.", "");
    assertTrue(packer.contains("$home" + zip), zip);
    assertEquals("/var/task/model", template.environment().get("FIRSTLIGHT_MODEL"));
    assertEquals(List.of("PublishedVersions"), template.values("ApplyOn"));
    assertEquals(List.of("live"), template.values("AutoPublishAlias"));
  }
}
