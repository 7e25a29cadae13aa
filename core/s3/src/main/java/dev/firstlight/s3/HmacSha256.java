package dev.firstlight.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * HMAC with SHA-256 (RFC 2104), over the digest that a download loads anyway: the JDK's own is
 * behind its framework for ciphers, whose start costs a cold JVM more than the request that is
 * signed.
 */
final class HmacSha256 {
  private static final int BLOCK = 64;
  private static final byte INNER = 0x36;
  private static final byte OUTER = 0x5c;

  private final MessageDigest digest;

  HmacSha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The plain digest. */
  byte[] hash(byte[] message) {
    return digest.digest(message);
  }

  /** The code of a message under a key of any length. */
  byte[] code(byte[] key, byte[] message) {
    byte[] block = Arrays.copyOf(key.length > BLOCK ? digest.digest(key) : key, BLOCK);
    digest.update(padded(block, INNER));
    byte[] inner = digest.digest(message);
    digest.update(padded(block, OUTER));
    return digest.digest(inner);
  }

  private static byte[] padded(byte[] block, byte pad) {
    byte[] padded = new byte[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      padded[i] = (byte) (block[i] ^ pad);
    }
    return padded;
  }
}
