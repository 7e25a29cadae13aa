package dev.firstlight.models.imports;

import dev.firstlight.fault.StartException;
import dev.firstlight.models.export.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Samples that somebody has as files. */
public final class SampleFile {
  private static final long LARGEST = 32 << 20;

  private SampleFile() {}

  /**
   * The sample in that file.
   *
   * @param number that makes its path in the package unique
   * @throws StartException of kind CONFIGURATION if it is none of JPEG, PNG, JSON ({@code .json})
   *     and text ({@code .txt}), which it is told by its bytes and its name
   */
  public static ImportSample read(Path file, int number) {
    try {
      if (Files.size(file) > LARGEST) {
        throw refused(file, "has more than " + LARGEST + " bytes");
      }
      byte[] bytes = Files.readAllBytes(file);
      String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
      String head = new String(bytes, 0, Math.min(4, bytes.length), StandardCharsets.ISO_8859_1);
      if (head.startsWith("\u00ff\u00d8\u00ff")) {
        return sample(number, "jpg", "image/jpeg", bytes);
      }
      if (head.equals("\u0089PNG")) {
        return sample(number, "png", "image/png", bytes);
      }
      if (name.endsWith(".json")) {
        return sample(number, "json", "application/json", bytes);
      }
      if (name.endsWith(".txt")) {
        return new ImportSample.Text(new String(bytes, StandardCharsets.UTF_8).strip());
      }
      throw refused(file, "is neither JPEG nor PNG and not named .json or .txt");
    } catch (IOException e) {
      throw refused(file, "cannot be read: " + e);
    }
  }

  private static ImportSample sample(int number, String suffix, String type, byte[] bytes) {
    return new ImportSample.File(
        "samples/sample-" + number + "." + suffix, type, Content.of(bytes));
  }

  private static StartException refused(Path file, String why) {
    return Findings.refused("sample \"" + file + "\" " + why);
  }
}
