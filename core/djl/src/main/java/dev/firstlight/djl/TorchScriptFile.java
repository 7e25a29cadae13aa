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
 * What a TorchScript archive says before it is loaded. The archive is a zip file with the pickled
 * module, its weights and its code; only the name of the module's class and the code are looked at,
 * and nothing is unpickled.
 *
 * @param signature the arguments of {@code forward}; empty where the file is not as expected, which
 *     libtorch is left to judge
 * @param readsOnly whether no line of the code writes to a tensor in place, or keeps one between
 *     runs; only then can inputs lie in memory that is the caller's again afterwards
 * @see <a
 *     href="https://github.com/pytorch/pytorch/blob/main/torch/csrc/jit/docs/serialization.md">the
 *     format</a>
 */
record TorchScriptFile(Optional<ForwardSignature> signature, boolean readsOnly) {
  private static final String DATA = "/data.pkl";
  private static final String CODE = "/code/";
  private static final int MOST_SOURCE_BYTES = 8 << 20;
  private static final int HEAD_BYTES = 4096;

  /** Pickle's opcodes. */
  private static final int PROTOCOL = 0x80;

  private static final int GLOBAL = 'c';

  private static final TorchScriptFile UNKNOWN = new TorchScriptFile(Optional.empty(), false);

  /**
   * @throws StartException of kind MODEL if the file is a checkpoint, which has no code to run
   */
  static TorchScriptFile read(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      String root = root(zip);
      if (root == null) {
        return UNKNOWN;
      }
      if (zip.getEntry(root + "/constants.pkl") == null) {
        throw new StartException(
            StartException.Kind.MODEL,
            "\"%s\" holds weights without code, as torch.save writes them; export the model with torch.jit.trace or torch.jit.script, and save that"
                .formatted(file.getFileName()));
      }
      return new TorchScriptFile(signature(zip, root), readsOnly(zip, root));
    } catch (IOException | IllegalArgumentException e) {
      return UNKNOWN;
    }
  }

  private static Optional<ForwardSignature> signature(ZipFile zip, String root) throws IOException {
    String[] lines = head(zip, root + DATA).split("\n", 3);
    if (lines.length < 3) {
      return Optional.empty();
    }
    String source = text(zip, root + CODE + lines[0].replace('.', '/') + ".py");
    return ForwardSignature.parse(source, lines[1]);
  }

  private static boolean readsOnly(ZipFile zip, String root) throws IOException {
    for (ZipEntry entry : Collections.list(zip.entries())) {
      String name = entry.getName();
      if (name.startsWith(root + CODE)
          && name.endsWith(".py")
          && (entry.getSize() > MOST_SOURCE_BYTES || !TorchScriptCode.readsOnly(text(zip, name)))) {
        return false;
      }
    }
    return true;
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

  private static String text(ZipFile zip, String name) throws IOException {
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
