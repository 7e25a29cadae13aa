package dev.firstlight.bench.workload.pool;

import dev.firstlight.bench.fault.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Writes pools of inputs that are distinct by their SHA-256. */
public final class PoolMaker {
  /** Alike inputs in a row after which a source is taken to have no more. */
  private static final int PATIENCE = 1000;

  private PoolMaker() {}

  /**
   * Makes a pool in a folder, the list last: where it is missing, the pool is not complete.
   *
   * @throws BenchException of kind USAGE if the source has not so many distinct inputs, of kind
   *     FILE if the folder cannot be written
   */
  public static Pool make(Path folder, String what, InputSource source, int size, long seed) {
    Set<String> seen = new HashSet<>();
    List<PoolInput> inputs = new ArrayList<>();
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(folder.resolve(Pool.FILE));
      for (int alike = 0; inputs.size() < size; ) {
        InputSource.Input input = source.next();
        String digest = sha256(input.body());
        if (!seen.add(digest)) {
          if (++alike == PATIENCE) {
            throw new BenchException(
                BenchException.Kind.USAGE,
                "%s gives only %d distinct inputs, not %d; give it more, or ask for fewer with --size"
                    .formatted(what, inputs.size(), size));
          }
          continue;
        }
        alike = 0;
        String name = "%06d%s".formatted(inputs.size(), input.extension());
        Files.write(folder.resolve(name), input.body());
        inputs.add(
            new PoolInput(name, input.mediaType(), input.path(), input.body().length, digest));
      }
      Pool pool = new Pool(what, seed, inputs);
      Files.writeString(folder.resolve(Pool.FILE), pool.json());
      return pool;
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.FILE, "cannot write to \"%s\": %s".formatted(folder, e), e);
    }
  }

  private static String sha256(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
