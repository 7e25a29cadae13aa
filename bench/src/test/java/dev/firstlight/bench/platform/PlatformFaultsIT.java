package dev.firstlight.bench.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.firstlight.bench.isolation.Isolation;
import dev.firstlight.bench.isolation.ProcessIsolation;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong on purpose: one outcome for each call, and another instance for a lost one. */
class PlatformFaultsIT {
  private final Probes probes = new Probes();
  @TempDir Path scratch;

  @Test
  void instance_killedInBoot_isStartedAgain() throws Exception {
    try (Platform platform = with(new Fault(Fault.Kind.KILL_IN_BOOT, 1))) {
      assertEquals(Outcome.ANSWERED, Probes.call(platform, "/echo").outcome(), probes::told);
    }
    assertEquals(1, probes.accounts().size());
    assertTrue(probes.told().contains("exit value 137"), probes::told);
  }

  @Test
  void instance_killedInInit_isStartedAgain() throws Exception {
    try (Platform platform = with(new Fault(Fault.Kind.KILL_IN_INIT, 1))) {
      assertEquals(Outcome.ANSWERED, Probes.call(platform, "/echo").outcome(), probes::told);
    }
    assertEquals(1, probes.accounts().size());
    assertTrue(probes.told().contains("exit value 137"), probes::told);
  }

  @Test
  void instance_killedInACall_losesThatCallOnly() throws Exception {
    try (Platform platform = with(new Fault(Fault.Kind.KILL_IN_REQUEST, 2))) {
      assertEquals(Outcome.ANSWERED, Probes.call(platform, "/echo").outcome(), probes::told);
      Account lost = Probes.call(platform, "/echo");
      assertEquals(Outcome.INSTANCE_LOST, lost.outcome(), probes::told);
      assertEquals(502, lost.answer().status());
      assertEquals("error", probes.report(lost).status());
      assertTrue(probes.told().contains("signal: killed"), probes::told);
      Account next = Probes.call(platform, "/echo");
      assertEquals(Outcome.ANSWERED, next.outcome(), probes::told);
      assertTrue(next.cold());
      assertEquals(2, platform.counts().started());
      assertEquals(1, platform.counts().lost());
    }
    assertEquals(3, probes.accounts().size());
  }

  @Test
  void runtimeApi_cutOffInACall_losesThatCallOnly() throws Exception {
    try (Platform platform = with(new Fault(Fault.Kind.CUT_RUNTIME_API, 2))) {
      assertEquals(Outcome.ANSWERED, Probes.call(platform, "/echo").outcome(), probes::told);
      assertEquals(Outcome.INSTANCE_LOST, Probes.call(platform, "/echo").outcome());
      assertEquals(Outcome.ANSWERED, Probes.call(platform, "/echo").outcome(), probes::told);
    }
    assertEquals(3, probes.accounts().size());
  }

  @Test
  void clock_thatJumps_meetsOneCallOnly() throws Exception {
    try (Platform platform = with(new Fault(Fault.Kind.CLOCK_JUMP, 1))) {
      // AWS's client tells no time below 0.
      assertEquals("0", Probes.call(platform, "/left").answer().text(), probes::told);
      assertTrue(Integer.parseInt(Probes.call(platform, "/left").answer().text()) > 0);
    }
  }

  @Test
  void tmp_thatIsFull_isFullForThatInstanceOnly() throws Exception {
    try (Isolation isolation = ProcessIsolation.begin(List.of())) {
      assumeTrue(isolation.hasOwnTmp(), "this user may not mount a /tmp for instances");
    }
    try (Platform platform = with(new Fault(Fault.Kind.FULL_TMP, 1))) {
      Account full = Probes.call(platform, "/write/100");
      assertTrue(full.answer().text().contains("No space left"), full.answer()::text);
      Account failed = Probes.call(platform, "/sleep/1");
      assertEquals(full.instance(), failed.instance());
    }
    try (Platform platform = probes.start(Probes.settings(), false, scratch)) {
      assertEquals("written", Probes.call(platform, "/write/100").answer().text());
    }
  }

  private Platform with(Fault fault) throws Exception {
    return probes.start(Probes.settings().withFaults(List.of(fault)), false, scratch);
  }
}
