package dev.firstlight.bench.record;

import dev.firstlight.coldstart.ColdStartRecord;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One request and what became of it.
 *
 * @param run when the run began; names the run, and is the zero of {@code times}
 * @param point what was asked: which target, serving runtime and store
 * @param instance the UUID that answered; where none did, a name that the bench gave
 * @param sequence its number among the requests to that instance, the first being 0
 * @param payload name of what was sent; the same name is the same bytes on every target
 * @param times when it happened
 * @param traffic how many bytes it moved
 * @param status the HTTP status; 0 where there was no answer
 * @param cold whether the instance said that the request met its cold start
 * @param coldStart the instance's record of its cold start, with the first answer
 * @param predictMillis the model's own time, as the instance said
 * @param answer what was answered
 * @param otherCpus CPUs that other programs of the machine used meanwhile, where it was watched
 * @param charge what a platform says that it took, where one ran it
 * @param trial of a study that it belongs to, where it does
 * @param error what went wrong, if something did
 */
public record InvocationRecord(
    Instant run,
    DesignPoint point,
    String instance,
    int sequence,
    String payload,
    Times times,
    Traffic traffic,
    int status,
    boolean cold,
    Optional<ColdStartRecord> coldStart,
    OptionalDouble predictMillis,
    Optional<Answer> answer,
    OptionalDouble otherCpus,
    Optional<Charge> charge,
    Optional<Trial> trial,
    Optional<String> error) {
  /** The schema that is written. */
  public static final String SCHEMA = "firstlight.invocation/1";

  public InvocationRecord {
    if (instance.isBlank() || payload.isBlank()) {
      throw new IllegalArgumentException("a record names its instance and payload");
    }
    if (sequence < 0) {
      throw new IllegalArgumentException("sequence " + sequence + "; it counts from 0");
    }
    if (error.isEmpty() && answer.isEmpty()) {
      throw new IllegalArgumentException("a record has an answer or says what went wrong");
    }
  }

  /** A request that no platform has accounted for. */
  public InvocationRecord(
      Instant run,
      DesignPoint point,
      String instance,
      int sequence,
      String payload,
      Times times,
      Traffic traffic,
      int status,
      boolean cold,
      Optional<ColdStartRecord> coldStart,
      OptionalDouble predictMillis,
      Optional<Answer> answer,
      OptionalDouble otherCpus,
      Optional<String> error) {
    this(
        run,
        point,
        instance,
        sequence,
        payload,
        times,
        traffic,
        status,
        cold,
        coldStart,
        predictMillis,
        answer,
        otherCpus,
        Optional.empty(),
        Optional.empty(),
        error);
  }

  /**
   * What a platform's account of a call says.
   *
   * @param outcome as {@code answered} or {@code out of memory}
   * @param initMillis of the instance's init phase, where the call started it
   * @param durationMillis of the invocation
   * @param billedMillis to pay for; empty where a platform is paid by the hour
   * @param memoryMegabytes that the instance may use
   * @param maxMemoryMegabytes that it has used at most; 0 where unknown
   */
  public record Charge(
      String outcome,
      OptionalDouble initMillis,
      double durationMillis,
      OptionalLong billedMillis,
      int memoryMegabytes,
      int maxMemoryMegabytes) {}

  /**
   * Nanoseconds since the run began.
   *
   * @param intended when it was due, which latency counts from
   * @param sent when it went out; for an instance's first request, just before its process was
   *     created
   * @param firstByte when the answer's first byte was there
   * @param done when its last byte was; where nothing came, when it was given up
   */
  public record Times(long intended, long sent, long firstByte, long done) {
    public Times {
      if (sent < intended || firstByte < sent || done < firstByte) {
        throw new IllegalArgumentException(
            "times out of order: intended "
                + intended
                + ", sent "
                + sent
                + ", first byte "
                + firstByte
                + ", done "
                + done);
      }
    }
  }

  /** Bytes of the bodies that were sent and received. */
  public record Traffic(long sent, long received) {}

  /**
   * The body of an answer.
   *
   * @param sha256 of its bytes
   * @param text itself, where this answer is the first of its kind on its target
   */
  public record Answer(String sha256, Optional<String> text) {}

  /** The same as part of a study. */
  public InvocationRecord in(Trial study) {
    return new InvocationRecord(
        run,
        point,
        instance,
        sequence,
        payload,
        times,
        traffic,
        status,
        cold,
        coldStart,
        predictMillis,
        answer,
        otherCpus,
        charge,
        Optional.of(study),
        error);
  }

  /** Whether it was answered well. */
  public boolean succeeded() {
    return error.isEmpty();
  }

  /** Whether it was the first request to its instance, which started it. */
  public boolean first() {
    return sequence == 0;
  }

  /** Latency: intended start to last byte. */
  public double e2eMillis() {
    return (times.done() - times.intended()) / 1e6;
  }
}
