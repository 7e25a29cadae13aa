package dev.firstlight.text;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.TextPreprocessing;
import dev.firstlight.runtime.LibraryVersion;
import dev.firstlight.runtime.NativeCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Hugging Face's tokenizers, loaded into this process: what of texts belongs to the {@code import}
 * stage.
 *
 * <p>DJL's class of native methods is called directly, not its {@code HuggingFaceTokenizer}. That
 * one unpacks into the home directory, may look for files on the network, sends a notice to DJL's
 * own servers when it runs on EC2, and takes a fresh JVM about three times as long to its first
 * text even when its library is unpacked. It also spares the core DJL's API and what that brings.
 *
 * <p>Safe for use by several threads.
 */
public final class TokenizerLibrary {
  private static final String RESOURCES = "native/lib/";
  private static final String VERSION = RESOURCES + "tokenizers.properties";

  private TokenizerLibrary() {}

  /**
   * Loads the library, unpacked below the cache directory once for all processes.
   *
   * @param cacheDirectory as of {@link NativeCache}
   * @param nativeDirectory where the library already lies; nothing is unpacked then
   * @throws StartException of kind RUNTIME if there is none for this platform, or it cannot be
   *     loaded
   */
  public static TokenizerLibrary load(Path cacheDirectory, Optional<Path> nativeDirectory) {
    Platform platform = Platform.current();
    ClassLoader loader = TokenizersLibrary.class.getClassLoader();
    Path directory =
        nativeDirectory.orElseGet(
            () ->
                new NativeCache(cacheDirectory)
                    .unpack(
                        "tokenizers",
                        LibraryVersion.read(loader, VERSION, "version"),
                        loader,
                        platform.resources()));
    for (String file : platform.files()) {
      Path library = directory.resolve(file).toAbsolutePath();
      if (!Files.isRegularFile(library)) {
        throw new StartException(
            StartException.Kind.RUNTIME,
            "native library \"tokenizers\" is not at \"%s\"; put it there, or leave the directory of native libraries unset to have it unpacked"
                .formatted(library));
      }
      try {
        System.load(library.toString());
      } catch (UnsatisfiedLinkError e) {
        throw unusable(library.toString(), e);
      }
    }
    return new TokenizerLibrary();
  }

  /**
   * Opens a tokenizer; the caller closes it.
   *
   * @param file a {@code tokenizer.json}
   * @param maxTextBytes the most bytes of a text in UTF-8 that must be tokenized whole
   * @throws StartException of kind PACKAGE if the file cannot be read or is no tokenizer, or if the
   *     maximum length leaves no room beside its special tokens
   */
  public TextTensors open(Path file, TextPreprocessing preprocessing, int maxTextBytes) {
    String json;
    try {
      json = Files.readString(file);
    } catch (IOException e) {
      throw new StartException(
          StartException.Kind.PACKAGE,
          "tokenizer \"%s\" cannot be read as UTF-8: %s".formatted(file, e),
          e);
    }
    try {
      return new TextTensors(file, json, preprocessing, maxTextBytes);
    } catch (UnsatisfiedLinkError e) {
      throw unusable("tokenizers", e);
    }
  }

  private static StartException unusable(String library, UnsatisfiedLinkError e) {
    return new StartException(
        StartException.Kind.RUNTIME,
        "native library \"%s\" cannot be loaded: %s; it needs libstdc++ and a file system that allows execution, and the same class loader for Firstlight and ai.djl.huggingface:tokenizers"
            .formatted(library, e.getMessage()),
        e);
  }

  /**
   * Where the library's files are on the class path.
   *
   * @param name the platform's, as DJL calls it
   * @param files in the order in which they must be loaded
   */
  private record Platform(String name, List<String> files) {
    static Platform current() {
      String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
      String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
      if (machine.equals("amd64")) {
        machine = "x86_64";
      }
      if (system.startsWith("windows")) {
        return new Platform(
            "win-" + machine,
            List.of(
                "libwinpthread-1.dll", "libgcc_s_seh-1.dll", "libstdc++-6.dll", "tokenizers.dll"));
      }
      if (system.startsWith("mac")) {
        return new Platform("osx-" + machine, List.of("libtokenizers.dylib"));
      }
      return new Platform(system + "-" + machine, List.of("libtokenizers.so"));
    }

    List<String> resources() {
      return files.stream().map(file -> RESOURCES + name + "/cpu/" + file).toList();
    }
  }
}
