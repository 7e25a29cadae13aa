package dev.firstlight.model;

import java.util.regex.Pattern;

/**
 * A file of a model package, and what it must be.
 *
 * @param path relative to the package, with forward slashes, never upwards
 * @param bytes its size
 * @param sha256 its SHA-256 in lower-case hexadecimal
 */
public record PackageFile(String path, long bytes, String sha256) {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern PATH =
      Pattern.compile("(?!.*(^|/)\\.{1,2}(/|$))[A-Za-z0-9._+@=-]+(/[A-Za-z0-9._+@=-]+)*");

  public PackageFile {
    checkPath(path);
    if (bytes < 0) {
      throw new IllegalArgumentException("file \"" + path + "\" cannot have " + bytes + " bytes");
    }
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException(
          "file \""
              + path
              + "\" needs a SHA-256 of 64 lower-case hexadecimal digits, not \""
              + sha256
              + "\"");
    }
  }

  /** Checks that a path is relative, stays inside the package and needs no escaping in a URI. */
  static String checkPath(String path) {
    if (path.length() > 512 || !PATH.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "\""
              + path
              + "\" is no path inside a package: letters, digits and ._+@=- between single"
              + " slashes, without \".\" and \"..\"");
    }
    return path;
  }
}
