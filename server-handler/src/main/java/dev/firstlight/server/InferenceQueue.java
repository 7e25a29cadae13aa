package dev.firstlight.server;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bounded way to the workers. A request takes a place before its body is read and keeps it
 * until its response is sent, so that places bound the memory of bodies and of responses alike.
 * Safe for use by several threads.
 */
final class InferenceQueue implements AutoCloseable {
  private final int places;
  private final long maxBytes;
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final ThreadPoolExecutor workers;

  InferenceQueue(int workers, int queue, long maxBytes) {
    this.places = workers + queue;
    this.maxBytes = maxBytes;
    AtomicInteger number = new AtomicInteger();
    this.workers =
        new ThreadPoolExecutor(
            workers,
            workers,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "firstlight-worker-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Takes a place, unless all are taken. */
  boolean enter() {
    if (taken.incrementAndGet() > places) {
      taken.decrementAndGet();
      return false;
    }
    return true;
  }

  /** Gives a place back. */
  void leave() {
    taken.decrementAndGet();
  }

  /** Sets memory aside for a body, unless there is too little. */
  boolean reserve(long amount) {
    if (bytes.addAndGet(amount) > maxBytes) {
      bytes.addAndGet(-amount);
      return false;
    }
    return true;
  }

  /** Gives memory back. */
  void release(long amount) {
    bytes.addAndGet(-amount);
  }

  /** Runs a task that has a place on a worker, in turn. */
  void execute(Runnable task) {
    workers.execute(task);
  }

  int places() {
    return places;
  }

  /** Places taken now. */
  int taken() {
    return taken.get();
  }

  /** Bytes set aside now. */
  long reservedBytes() {
    return bytes.get();
  }

  /** Requests that are complete and wait for a worker. */
  int waiting() {
    return workers.getQueue().size();
  }

  /** Requests that workers are busy with. */
  int running() {
    return workers.getActiveCount();
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
