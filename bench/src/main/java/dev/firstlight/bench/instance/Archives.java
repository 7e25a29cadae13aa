package dev.firstlight.bench.instance;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.jvm.ArchiveFolder;
import dev.firstlight.bench.jvm.ArchiveForm;
import dev.firstlight.bench.jvm.ArchiveKey;
import dev.firstlight.conformance.Call;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Makes startup archives of a target's instances: an instance is started as its platform would,
 * answers requests of every kind that its model takes, and ends in order, when its JVM writes the
 * archive.
 *
 * @param targets what starts instances of a launch; every instance must find nothing fetched if it
 *     is to fetch the model
 * @param calls to send; the first must succeed, the others only have to be answered
 */
public record Archives(Function<Launch, Target> targets, List<Call> calls) {
  /** Methods that run often are compiled sooner in later starts, where the JVM keeps profiles. */
  private static final Duration TRAINING = Duration.ofSeconds(3);

  private static final int MOST_ROUNDS = 50;

  /** Writing one takes seconds; on a busy machine, minutes. */
  private static final Duration END = Duration.ofMinutes(5);

  public Archives {
    calls = List.copyOf(calls);
    if (calls.isEmpty()) {
      throw new IllegalArgumentException("a training run needs a request");
    }
  }

  /**
   * What an archive of these instances depends on.
   *
   * @param target the target's name
   * @param model the kind of model, as its task: other kinds load other classes
   * @throws BenchException of kind FILE if the class path is not all jars, BUILD if it is not built
   */
  public static ArchiveKey key(String target, String model, Launch launch) {
    return ArchiveKey.of(
        target + " with " + model + (launch.place().fetched() ? ", fetched" : ""),
        launch.jvm().java(),
        launch.jvm().flags(),
        Targets.classPath(target, launch));
  }

  /** The archive's place in that folder. */
  public static ArchiveFolder in(Path folder, Launch launch) {
    return new ArchiveFolder(folder, ArchiveForm.of(launch.jvm().java()));
  }

  /**
   * Makes the archive, unless one that fits is there.
   *
   * @param key of these instances
   * @return whether it was made
   * @throws BenchException of kind TARGET if the training run fails, FILE if the folder cannot be
   *     written to
   */
  public boolean make(ArchiveFolder folder, ArchiveKey key, Launch launch)
      throws InterruptedException {
    return folder.make(key, flags -> train(launch.withJvm(launch.jvm().withArchive(flags))));
  }

  /**
   * Has an instance answer the first request and end, for what it leaves in its cache directory.
   *
   * @throws BenchException of kind TARGET if it does not
   */
  public void answerOnce(Launch launch) throws InterruptedException {
    try (Target target = targets.apply(launch);
        Instance instance = target.start()) {
      answerFirst(instance);
      instance.end(END);
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.TARGET, "the first run failed: " + e.getMessage(), e);
    }
  }

  private void answerFirst(Instance instance) throws IOException, InterruptedException {
    Instance.Reply first = instance.send(calls.get(0));
    if (first.answer().status() != 200) {
      throw new IOException(
          "its first request was answered with %d: %s"
              .formatted(first.answer().status(), first.answer().text()));
    }
  }

  private void train(Launch launch) throws IOException, InterruptedException {
    try (Target target = targets.apply(launch);
        Instance instance = target.start()) {
      answerFirst(instance);
      long begin = System.nanoTime();
      for (int round = 0; round < MOST_ROUNDS; round++) {
        for (Call call : calls) {
          instance.send(call);
        }
        if (System.nanoTime() - begin > TRAINING.toNanos()) {
          break;
        }
      }
      instance.end(END);
    }
  }
}
