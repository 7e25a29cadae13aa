package dev.firstlight.models.imports;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Class names that somebody has as a file: one a line, in the order of the scores. */
public final class LabelsFile {
  private static final long LARGEST = 64 << 20;

  private LabelsFile() {}

  /**
   * Reads it: UTF-8, with or without a byte order mark; lines at the end that are empty do not
   * count.
   *
   * @throws dev.firstlight.fault.StartException of kind CONFIGURATION if it cannot be read or has
   *     no line
   */
  public static List<String> read(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw Findings.refused("labels \"" + file + "\" have more than " + LARGEST + " bytes");
      }
      String text = Files.readString(file);
      List<String> lines =
          (text.startsWith("\uFEFF") ? text.substring(1) : text).stripTrailing().lines().toList();
      if (lines.isEmpty()) {
        throw Findings.refused("labels \"" + file + "\" have no line; write one class name a line");
      }
      return lines;
    } catch (CharacterCodingException e) {
      throw Findings.refused("labels \"" + file + "\" are not UTF-8; save them as such");
    } catch (IOException e) {
      throw Findings.refused("labels \"" + file + "\" cannot be read: " + e);
    }
  }
}
