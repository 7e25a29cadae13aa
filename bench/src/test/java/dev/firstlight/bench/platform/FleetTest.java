package dev.firstlight.bench.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.Call;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetTest {
  private static final long SECOND = 1_000_000_000;

  private int numbered;

  @Test
  void busyInstances_makeAnother_andTheLastUsedIsTakenFirst() {
    Fleet fleet = new Fleet(PlatformSettings.of("lambda"), 0);
    Worker one = fresh(fleet, 0);
    Worker two = fresh(fleet, 1);
    assertNotSame(one, two);
    fleet.release(two, 10);
    fleet.release(one, 20);

    assertSame(one, used(fleet, 30));
    assertSame(two, used(fleet, 31));
    assertEquals(2, fleet.mostAtOnce());
  }

  @Test
  void functions_scaleByAThousandInTenSeconds() {
    Fleet fleet = new Fleet(PlatformSettings.of("lambda").withConcurrency(5000), 0);
    for (int i = 0; i < 1000; i++) {
      fresh(fleet, 0);
    }
    assertInstanceOf(Fleet.Place.Nowhere.class, fleet.place(request(), 0));
    fresh(fleet, SECOND / 100); // one more every 10 ms
    assertInstanceOf(Fleet.Place.Nowhere.class, fleet.place(request(), SECOND / 100));
    for (int i = 0; i < 1000; i++) {
      fresh(fleet, 20 * SECOND);
    }
    assertInstanceOf(Fleet.Place.Nowhere.class, fleet.place(request(), 20 * SECOND));
  }

  @Test
  void functions_takeTenCallsASecondForEachOfTheirConcurrency() {
    Fleet fleet = new Fleet(PlatformSettings.of("lambda").withConcurrency(1), 0);
    fleet.release(fresh(fleet, 0), 0);
    for (int i = 0; i < 9; i++) {
      fleet.release(used(fleet, 0), 0);
    }
    assertInstanceOf(Fleet.Place.Nowhere.class, fleet.place(request(), 0));
    fleet.release(used(fleet, SECOND / 10), 0);
  }

  @Test
  void fullFunction_refusesOnLambda_andQueuesAtGoogle() {
    Fleet lambda = new Fleet(PlatformSettings.of("lambda").withConcurrency(1), 0);
    fresh(lambda, 0);
    assertInstanceOf(Fleet.Place.Nowhere.class, lambda.place(request(), 1));

    Fleet google = new Fleet(PlatformSettings.of("gcf").withConcurrency(1), 0);
    Worker worker = fresh(google, 0);
    Request waits = request();
    Request leaves = request();
    assertInstanceOf(Fleet.Place.InQueue.class, google.place(waits, 1));
    assertInstanceOf(Fleet.Place.InQueue.class, google.place(leaves, 2));
    assertTrue(google.giveUp(leaves));
    assertTrue(google.next(3).isEmpty());
    google.release(worker, 4);
    Fleet.Assigned next = google.next(5).orElseThrow();
    assertSame(waits, next.request());
    assertSame(worker, next.at().worker());
    assertFalse(google.giveUp(waits));
  }

  @Test
  void lostInstance_leavesRoomForWhoeverWaits() {
    Fleet google = new Fleet(PlatformSettings.of("gcf").withConcurrency(1), 0);
    Worker worker = fresh(google, 0);
    assertInstanceOf(Fleet.Place.InQueue.class, google.place(request(), 1));
    assertTrue(google.remove(worker));
    assertFalse(google.remove(worker));
    assertTrue(google.next(2).orElseThrow().at().fresh());
  }

  @Test
  void server_takesManyCallsInOneInstance() {
    Fleet fleet = new Fleet(PlatformSettings.of("server").withConcurrency(2), 0);
    Worker worker = fleet.add(true, 0);
    assertSame(worker, used(fleet, 1));
    assertSame(worker, used(fleet, 2));
    assertInstanceOf(Fleet.Place.InQueue.class, fleet.place(request(), 3));
  }

  @Test
  void idleInstances_expire_butNotProvisionedOrBusyOnes() {
    Fleet fleet =
        new Fleet(
            PlatformSettings.of("lambda").withProvisioned(1).withKeepAlive(Duration.ofSeconds(1)),
            0);
    fleet.add(true, 0);
    assertFalse(used(fleet, 0).gone);
    Worker idle = fresh(fleet, 0);
    Worker busy = fresh(fleet, 0);
    fleet.release(idle, 5);
    assertEquals(List.of(), fleet.expire(SECOND));
    assertEquals(List.of(idle), fleet.expire(SECOND + 6));
    assertFalse(busy.gone);
    assertEquals(2, fleet.size());
  }

  private Worker fresh(Fleet fleet, long now) {
    Fleet.Place.At at = assertInstanceOf(Fleet.Place.At.class, fleet.place(request(), now));
    assertTrue(at.fresh());
    return at.worker();
  }

  private Worker used(Fleet fleet, long now) {
    Fleet.Place.At at = assertInstanceOf(Fleet.Place.At.class, fleet.place(request(), now));
    assertFalse(at.fresh());
    return at.worker();
  }

  private Request request() {
    return new Request(++numbered, Call.get("/"));
  }
}
