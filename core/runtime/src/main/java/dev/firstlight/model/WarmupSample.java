package dev.firstlight.model;

/** A sample that a cold start predicts before the first request does. */
public sealed interface WarmupSample {
  /** A file of the package, sent as a request of that media type would be. */
  record File(String path, String mediaType) implements WarmupSample {
    public File {
      PackageFile.checkPath(path);
    }
  }

  /** A text. */
  record Text(String text) implements WarmupSample {}
}
