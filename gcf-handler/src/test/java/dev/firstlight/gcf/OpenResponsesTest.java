package dev.firstlight.gcf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpenResponsesTest {
  private final OpenResponses responses = new OpenResponses();

  @Test
  void noResponse_isNotWaitedFor() {
    assertEquals(0, responses.awaitNone(Duration.ofDays(1)));
  }

  @Test
  void responseThatDoesNotEnd_isGivenUp() {
    responses.begin();
    assertEquals(1, responses.awaitNone(Duration.ofMillis(20)));
  }

  @Test
  void lastResponse_endsTheWait() throws Exception {
    responses.begin();
    responses.begin();
    CompletableFuture<Integer> wait =
        CompletableFuture.supplyAsync(() -> responses.awaitNone(Duration.ofDays(1)));
    responses.end();
    responses.end();
    assertEquals(0, wait.get(30, TimeUnit.SECONDS));
    assertEquals(0, responses.count());
  }
}
