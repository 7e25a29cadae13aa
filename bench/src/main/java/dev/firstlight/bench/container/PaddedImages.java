package dev.firstlight.bench.container;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.isolation.Keeper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Images with one layer more, of bytes that nobody reads. Closing removes them, and so does the end
 * of this process, however it comes. For one thread.
 */
public final class PaddedImages implements AutoCloseable {
  private static final int MEGABYTE = 1_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Engine engine;
  private final long seed;
  private final String token = UUID.randomUUID().toString();
  private final Path folder;
  private final Keeper keeper;
  private final List<String> made = new ArrayList<>();

  private PaddedImages(Engine engine, long seed, Path folder) {
    this.engine = engine;
    this.seed = seed;
    this.folder = folder;
    Map<String, String> ending = new HashMap<>(engine.variables());
    ending.put("FL_ENDING", ContainerIsolation.script("ending-images.sh"));
    ending.put("FL_ENGINE", String.join(" ", engine.words(List.of())));
    ending.put("FL_LABEL", ContainerIsolation.LABEL + "=" + token);
    ending.put("FL_FOLDER", folder.toString());
    this.keeper = new Keeper(ending);
  }

  /**
   * Begins.
   *
   * @param seed of the bytes
   * @throws BenchException of kind FILE if there is no folder for them
   */
  public static PaddedImages in(Engine engine, long seed) {
    try {
      return new PaddedImages(engine, seed, Files.createTempDirectory("firstlight-padding"));
    } catch (IOException e) {
      throw new BenchException(BenchException.Kind.FILE, "bytes cannot be written: " + e, e);
    }
  }

  /**
   * Makes one.
   *
   * @param megabytes of 1,000,000 bytes; the image itself where there are none
   * @throws BenchException of kind BUILD if the engine cannot make it
   */
  public ContainerImage of(ContainerImage image, long megabytes) throws InterruptedException {
    if (megabytes == 0) {
      return image;
    }
    String name = "localhost/firstlight-study/" + token.substring(0, 8) + ":" + megabytes;
    try {
      Path context = Files.createDirectory(folder.resolve(Long.toString(megabytes)));
      write(context.resolve("padding"), megabytes);
      Files.writeString(
          context.resolve("Dockerfile"),
          """
          FROM %s
          COPY padding /opt/firstlight/padding
          LABEL %s="%s"
          """
              .formatted(image.id(), ContainerIsolation.LABEL, token));
      List<String> arguments = new ArrayList<>(List.of("build", "--network=none"));
      if (engine.isPodman()) {
        arguments.add("--layers=false"); // which would stay
      }
      arguments.addAll(List.of("--quiet", "--tag=" + name, context.toString()));
      made.add(name);
      engine.output(arguments, PATIENCE);
      Files.delete(context.resolve("padding"));
      String id = engine.output(List.of("image", "inspect", "--format={{.Id}}", name));
      return new ContainerImage(
          name, id, image.model(), image.runtime(), image.bytes() + megabytes * MEGABYTE);
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.BUILD,
          "image \"%s\" cannot be given %d MB more: %s"
              .formatted(image.name(), megabytes, e.getMessage()),
          e);
    }
  }

  /** Random, as what can be compressed would weigh less in a registry. */
  private void write(Path file, long megabytes) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] block = new byte[MEGABYTE];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (long i = 0; i < megabytes; i++) {
        random.nextBytes(block);
        out.write(block);
      }
    }
  }

  @Override
  public void close() {
    try {
      if (!made.isEmpty()) {
        List<String> arguments = new ArrayList<>(List.of("rmi", "--force"));
        arguments.addAll(made);
        engine.output(arguments);
        made.clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("images cannot be removed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the keeper does it
    } finally {
      keeper.close();
    }
  }
}
