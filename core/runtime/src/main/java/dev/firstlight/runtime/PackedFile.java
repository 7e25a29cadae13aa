package dev.firstlight.runtime;

import dev.firstlight.fault.StartException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * A resource that is to become a file, with what its jar declares of it.
 *
 * @param name the file's name
 * @param url where it is read from
 * @param bytes its size
 * @param crc32 its CRC-32
 */
record PackedFile(String name, URL url, long bytes, long crc32) {
  private static final int COPY_BYTES = 1 << 16;

  /** The last part of a resource's name. */
  static String fileName(String resource) {
    return resource.substring(resource.lastIndexOf('/') + 1);
  }

  static PackedFile find(String library, String version, ClassLoader loader, String resource)
      throws IOException {
    String path = resource.startsWith("/") ? resource.substring(1) : resource;
    URL url = loader.getResource(path);
    if (url == null) {
      throw missing(library, version, loader, path);
    }
    URLConnection connection = url.openConnection();
    // The shared cache would keep the jar open for ever.
    connection.setUseCaches(false);
    if (connection instanceof JarURLConnection jar) {
      try (JarFile file = jar.getJarFile()) {
        JarEntry entry = file.getJarEntry(jar.getEntryName());
        if (entry != null && entry.getSize() >= 0 && entry.getCrc() >= 0) {
          return new PackedFile(fileName(path), url, entry.getSize(), entry.getCrc());
        }
      }
      connection = url.openConnection();
      connection.setUseCaches(false);
    }
    // Not in a jar, so nothing declares what it is: it has to be read.
    CheckedInputStream in = new CheckedInputStream(connection.getInputStream(), new CRC32());
    try (in) {
      long bytes = in.transferTo(OutputStream.nullOutputStream());
      return new PackedFile(fileName(path), url, bytes, in.getChecksum().getValue());
    }
  }

  /** Writes the file and checks on the way that it is what was declared. */
  void copyTo(Path target) throws IOException {
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    CRC32 crc = new CRC32();
    long copied = 0;
    try (InputStream in = connection.getInputStream();
        OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
      byte[] buffer = new byte[COPY_BYTES];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        crc.update(buffer, 0, n);
        out.write(buffer, 0, n);
        copied += n;
      }
    }
    if (copied != bytes || crc.getValue() != crc32) {
      throw new IOException(
          "%s is damaged: it has %d bytes with CRC-32 %08x, but declares %d bytes with %08x; get the jar again"
              .formatted(url, copied, crc.getValue(), bytes, crc32));
    }
  }

  private static StartException missing(
      String library, String version, ClassLoader loader, String path) throws IOException {
    String message =
        "native library \"%s\" %s has no \"%s\" on the class path for %s %s"
            .formatted(
                library,
                version,
                path,
                System.getProperty("os.name"),
                System.getProperty("os.arch"));
    for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      SortedSet<String> there = directories(loader, path.substring(0, slash + 1));
      if (!there.isEmpty()) {
        return new StartException(
            StartException.Kind.RUNTIME,
            message + "; there is " + String.join(", ", there) + "; run on one of these platforms");
      }
    }
    return new StartException(
        StartException.Kind.RUNTIME,
        message + ", nor for any other platform; add the jar that contains it to the class path");
  }

  /** The directories just below that one, in whatever jars have it. */
  private static SortedSet<String> directories(ClassLoader loader, String parent)
      throws IOException {
    SortedSet<String> found = new TreeSet<>();
    for (URL url : Collections.list(loader.getResources(parent))) {
      URLConnection connection = url.openConnection();
      connection.setUseCaches(false);
      if (connection instanceof JarURLConnection jar) {
        try (JarFile file = jar.getJarFile()) {
          List<JarEntry> entries = new ArrayList<>(Collections.list(file.entries()));
          for (JarEntry entry : entries) {
            String name = entry.getName();
            int end = name.startsWith(parent) ? name.indexOf('/', parent.length()) : -1;
            if (end > 0) {
              found.add(name.substring(parent.length(), end));
            }
          }
        }
      }
    }
    return found;
  }
}
