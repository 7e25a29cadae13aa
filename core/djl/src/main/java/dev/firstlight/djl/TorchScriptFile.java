package dev.firstlight.djl;

import dev.firstlight.fault.StartException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads of a TorchScript archive what it says of its inputs. The archive is a zip file with the
 * pickled module, its weights and its code; only the name of the module's class and the head of its
 * {@code forward} are looked at, and nothing is unpickled.
 *
 * @see <a
 *     href="https://github.com/pytorch/pytorch/blob/main/torch/csrc/jit/docs/serialization.md">the
 *     format</a>
 */
final class TorchScriptFile {
  private static final String DATA = "/data.pkl";
  private static final int MOST_SOURCE_BYTES = 4 << 20;
  private static final int HEAD_BYTES = 4096;

  /** Pickle's opcodes. */
  private static final int PROTOCOL = 0x80;

  private static final int GLOBAL = 'c';

  private TorchScriptFile() {}

  /**
   * The arguments of {@code forward}; empty where the file is not as expected, which libtorch is
   * left to judge.
   *
   * @throws StartException of kind MODEL if the file is a checkpoint, which has no code to run
   */
  static Optional<ForwardSignature> signature(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      String root = root(zip);
      if (root == null) {
        return Optional.empty();
      }
      if (zip.getEntry(root + "/constants.pkl") == null) {
        throw new StartException(
            StartException.Kind.MODEL,
            "\"%s\" holds weights without code, as torch.save writes them; export the model with torch.jit.trace or torch.jit.script, and save that"
                .formatted(file.getFileName()));
      }
      String[] lines = head(zip, root + DATA).split("\n", 3);
      if (lines.length < 3) {
        return Optional.empty();
      }
      String source = read(zip, root + "/code/" + lines[0].replace('.', '/') + ".py");
      return ForwardSignature.parse(source, lines[1]);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The folder that everything lies in; null if there is none. */
  private static @Nullable String root(ZipFile zip) {
    for (ZipEntry entry : Collections.list(zip.entries())) {
      String name = entry.getName();
      if (name.endsWith(DATA) && name.indexOf('/') == name.length() - DATA.length()) {
        return name.substring(0, name.length() - DATA.length());
      }
    }
    return null;
  }

  /** Module and name of the class that the pickle begins with, a line each. */
  private static String head(ZipFile zip, String name) throws IOException {
    try (InputStream in = open(zip, name)) {
      if (in.read() != PROTOCOL || in.read() < 0 || in.read() != GLOBAL) {
        return "";
      }
      return new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1);
    }
  }

  private static String read(ZipFile zip, String name) throws IOException {
    try (InputStream in = open(zip, name)) {
      return new String(in.readNBytes(MOST_SOURCE_BYTES), StandardCharsets.UTF_8);
    }
  }

  private static InputStream open(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException("no " + name);
    }
    return zip.getInputStream(entry);
  }
}
