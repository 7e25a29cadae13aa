package dev.firstlight.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.model.TinyModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingExampleTest {
  @Test
  void example_runs(@TempDir Path folder) throws IOException {
    Path model = TinyModels.embedder(folder.resolve("model"));
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      EmbeddingExample.run(model);
    } finally {
      System.setOut(out);
    }
    String text = printed.toString(StandardCharsets.UTF_8);
    assertTrue(text.matches("(?s)alike .*unlike .*ready after \\d+ ms\\R"), text);
  }

  @Test
  void readme_showsTheseLines() throws IOException {
    Path root = Path.of("../..");
    String readme = Files.readString(root.resolve("README.md"));
    String source =
        Files.readString(Path.of("src/test/java/dev/firstlight/example/EmbeddingExample.java"));
    int begin = source.indexOf("    ServiceConfig config");
    String body = source.substring(begin, source.indexOf("\n  }\n", begin)).indent(-4);
    assertTrue(readme.contains(body.strip()), "README.md must show:\n" + body);
  }
}
