package dev.firstlight.bench.instance;

import dev.firstlight.bench.fault.BenchException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Native libraries beside the jars rather than in them: those that instances load on this machine,
 * as files; the jars that had them keep none, whichever platform it is for.
 *
 * @param folder that they lie in
 */
record BundledNatives(Path folder) {
  /** What core's cache of native libraries has in each of its folders, and no library has. */
  private static final String CONTENTS = "contents";

  /**
   * Where DJL's tokenizers have theirs. Only models of texts load it, but one bundle is to serve
   * models of every kind.
   */
  private static final String TOKENIZERS = "native/lib/linux-%s/cpu/libtokenizers.so";

  /** Libraries, also compressed ones, and what macOS keeps beside them for debuggers. */
  private static final Pattern NATIVE =
      Pattern.compile("(?:.*/)?[^/]+\\.(?:so|dll|dylib|jnilib)(?:\\.\\d+)*(?:\\.(?:gz|xz))?");

  private static final String DEBUG_FOLDER = ".dsym/";

  /** Of every entry, so that a jar has the same bytes whenever and wherever it is made. */
  private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  /**
   * Takes over what an instance has unpacked.
   *
   * @param cache the instance's cache directory; it must have ended
   * @throws BenchException of kind FILE if a file cannot be moved, TARGET if there is none
   */
  void take(Path cache) {
    try {
      Files.createDirectories(folder);
      boolean isAny = false;
      try (DirectoryStream<Path> directories = Files.newDirectoryStream(cache)) {
        for (Path directory : directories) {
          if (Files.isRegularFile(directory.resolve(CONTENTS))) {
            takeFrom(directory);
            isAny = true;
          }
        }
      }
      if (!isAny) {
        throw new BenchException(
            BenchException.Kind.TARGET,
            "the instance unpacked no native library; they are in place already, or it found them elsewhere");
      }
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    }
  }

  /**
   * Takes the library of the tokenizers out of their jar, where no instance has unpacked it.
   *
   * @param jars of the class path
   * @throws BenchException of kind FILE if it cannot be copied
   */
  void takeTokenizers(List<Path> jars) {
    String architecture = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
    String entry = TOKENIZERS.formatted(architecture);
    Path library = folder.resolve(entry.substring(entry.lastIndexOf('/') + 1));
    for (Path jar : jars) {
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        ZipEntry found = zip.getEntry(entry);
        if (found != null && !Files.exists(library)) {
          try (InputStream bytes = zip.getInputStream(found)) {
            Files.copy(bytes, library);
          }
          Files.setPosixFilePermissions(library, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
      } catch (IOException e) {
        throw cannotWrite(library, e);
      }
    }
  }

  private void takeFrom(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (!file.getFileName().toString().equals(CONTENTS)) {
          Path library = folder.resolve(file.getFileName());
          Files.move(file, library);
          Files.setPosixFilePermissions(library, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
      }
    }
  }

  /**
   * Writes those jars anew that have one of the libraries here, without any. Others may unpack
   * theirs in a way of their own, and stay as they are.
   *
   * @param jars to write over
   * @throws BenchException of kind FILE if one cannot be written
   */
  void stripFrom(List<Path> jars) {
    Set<String> names = new TreeSet<>();
    try (DirectoryStream<Path> libraries = Files.newDirectoryStream(folder)) {
      libraries.forEach(library -> names.add(library.getFileName().toString()));
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    }
    for (Path jar : jars) {
      try {
        if (hasOneOf(names, jar)) {
          strip(jar);
        }
      } catch (IOException e) {
        throw cannotWrite(jar, e);
      }
    }
  }

  private static boolean hasOneOf(Set<String> names, Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream()
          .map(entry -> entry.getName().substring(entry.getName().lastIndexOf('/') + 1))
          .anyMatch(
              file -> names.contains(file) || names.contains(file.replaceFirst("\\.(gz|xz)$", "")));
    }
  }

  private static void strip(Path jar) throws IOException {
    Path lean = jar.resolveSibling(jar.getFileName() + ".lean");
    FileTime time = Files.getLastModifiedTime(jar);
    try (ZipFile zip = new ZipFile(jar.toFile());
        OutputStream file = Files.newOutputStream(lean);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (!isNative(entry.getName())) {
          ZipEntry copy = new ZipEntry(entry.getName());
          copy.setTimeLocal(ENTRY_TIME);
          out.putNextEntry(copy);
          try (InputStream bytes = zip.getInputStream(entry)) {
            bytes.transferTo(out);
          }
          out.closeEntry();
        }
      }
    }
    Files.setPosixFilePermissions(lean, Files.getPosixFilePermissions(jar));
    Files.setLastModifiedTime(lean, time);
    Files.move(lean, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean isNative(String entry) {
    return NATIVE.matcher(entry).matches() || entry.toLowerCase(Locale.ROOT).contains(DEBUG_FOLDER);
  }

  private static BenchException cannotWrite(Path path, IOException e) {
    return new BenchException(
        BenchException.Kind.FILE, "cannot write to \"%s\": %s".formatted(path, e), e);
  }
}
