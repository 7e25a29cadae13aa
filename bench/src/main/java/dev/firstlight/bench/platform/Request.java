package dev.firstlight.bench.platform;

import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** One call on its way. The first to settle it decides its outcome. */
final class Request {
  private final int number;
  private final String id = UUID.randomUUID().toString();
  private final Call call;
  private final long arrivedNanos = System.nanoTime();
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
  private final CompletableFuture<Account> account = new CompletableFuture<>();
  private final AtomicBoolean settled = new AtomicBoolean();

  Request(int number, Call call) {
    this.number = number;
    this.call = call;
  }

  int number() {
    return number;
  }

  String id() {
    return id;
  }

  Call call() {
    return call;
  }

  long arrivedNanos() {
    return arrivedNanos;
  }

  /** Answers the caller; false if that has been done. */
  boolean settle(Answer with) {
    if (!settled.compareAndSet(false, true)) {
      return false;
    }
    answer.complete(with);
    return true;
  }

  CompletableFuture<Answer> answer() {
    return answer;
  }

  CompletableFuture<Account> account() {
    return account;
  }
}
