package dev.firstlight.conformance.model;

import java.io.IOException;
import java.io.InputStream;

/** Real pictures, as their files have them. */
public final class Samples {
  private Samples() {}

  /** A JPEG of 640 x 427: a rocket launch. */
  public static byte[] rocket() throws IOException {
    return bytes("rocket.jpg");
  }

  /** A PNG of 451 x 300: a cat. */
  public static byte[] chelsea() throws IOException {
    return bytes("chelsea.png");
  }

  /** A PNG of 600 x 400: a cup of coffee. */
  public static byte[] coffee() throws IOException {
    return bytes("coffee.png");
  }

  private static byte[] bytes(String file) throws IOException {
    String path = "/dev/firstlight/conformance/" + file;
    try (InputStream stream = Samples.class.getResourceAsStream(path)) {
      if (stream == null) {
        throw new IOException(path + " is not on the class path");
      }
      return stream.readAllBytes();
    }
  }
}
