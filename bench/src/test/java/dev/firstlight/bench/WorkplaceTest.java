package dev.firstlight.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkplaceTest {
  @Test
  void jarsThatWereAdded_countFromWhereTheUserIs() {
    String jars = String.join(File.pathSeparator, "a.jar", "", "/lib/b.jar");
    assertEquals(
        List.of(Path.of("/user/a.jar"), Path.of("/lib/b.jar")),
        workplace(Map.of(Workplace.MORE_JARS, jars)).moreJars());
    assertEquals(List.of(), workplace(Map.of()).moreJars());
  }

  private static Workplace workplace(Map<String, String> environment) {
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    return new Workplace(
        Path.of("/home"),
        Path.of("/user"),
        Path.of("/cache"),
        nowhere,
        nowhere,
        false,
        Clock.systemUTC(),
        environment);
  }
}
