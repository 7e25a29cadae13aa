package dev.firstlight.bench.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.fault.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are written, in folders that stand for cgroup file systems. */
class CgroupsTest {
  private static final Limits HALF = new Limits(0.5, 884L << 20, OptionalLong.empty(), false);

  @TempDir Path root;

  @Test
  void version2_getsLimitsInItsFiles() throws IOException {
    Files.writeString(root.resolve("cgroup.controllers"), "cpu memory pids");
    CgroupTree tree =
        CgroupMounts.in(List.of("cgroup2 " + root + " cgroup2 rw,nosuid 0 0"))
            .tree(List.of("0::/user.slice"), 42);
    CgroupTree.Cgroup cgroup = tree.create("i1", HALF);
    Path own = tree.folders().get(0).resolve("i1");

    assertTrue(tree.folders().get(0).toString().contains("firstlight-42-"));
    assertEquals("+cpu +memory +pids", Files.readString(root.resolve("cgroup.subtree_control")));
    assertEquals("10000 20000", Files.readString(own.resolve("cpu.max")));
    assertEquals(Long.toString(884L << 20), Files.readString(own.resolve("memory.max")));
    assertEquals("1024", Files.readString(own.resolve("pids.max")));
    assertEquals(List.of(own.resolve("cgroup.procs")), cgroup.entries());
    cgroup.freeze();
    assertEquals("1", Files.readString(own.resolve("cgroup.freeze")));
    cgroup.thaw();
    assertEquals("0", Files.readString(own.resolve("cgroup.freeze")));
    Files.writeString(own.resolve("memory.events"), "low 0\noom 1\noom_kill 2\n");
    assertEquals(2, cgroup.outOfMemoryKills());
    Files.writeString(own.resolve("cpu.stat"), "usage_usec 1500\nuser_usec 1000\n");
    assertEquals(1_500_000, cgroup.cpuNanos());
    Files.writeString(own.resolve("cgroup.procs"), "17\n18\n");
    assertEquals(List.of(17L, 18L), cgroup.processes());
  }

  @Test
  void version1_getsLimitsInItsHierarchies() throws IOException {
    Path cpu = Files.createDirectories(root.resolve("cpu,cpuacct"));
    Path other = Files.createDirectories(root.resolve("other"));
    CgroupTree tree =
        CgroupMounts.in(
                List.of(
                    "cgroup " + cpu + " cgroup rw,cpu,cpuacct 0 0",
                    "cgroup " + other + " cgroup rw,memory,freezer,pids 0 0"))
            .tree(List.of(), 42);
    CgroupTree.Cgroup cgroup = tree.create("i1", HALF);

    assertEquals(2, cgroup.entries().size());
    Path inCpu = only(cpu).resolve("i1");
    Path inOther = only(other).resolve("i1");
    assertEquals("20000", Files.readString(inCpu.resolve("cpu.cfs_period_us")));
    assertEquals("10000", Files.readString(inCpu.resolve("cpu.cfs_quota_us")));
    assertEquals(
        Long.toString(884L << 20), Files.readString(inOther.resolve("memory.limit_in_bytes")));
    cgroup.freeze();
    assertEquals("FROZEN", Files.readString(inOther.resolve("freezer.state")));
    Files.writeString(
        inOther.resolve("memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
    assertEquals(1, cgroup.outOfMemoryKills());
  }

  @Test
  void leftovers_ofProcessesThatHaveEnded_areRemoved() throws IOException {
    Path gone = Files.createDirectories(root.resolve("firstlight-999999999-1a"));
    Path living =
        Files.createDirectories(
            root.resolve("firstlight-" + ProcessHandle.current().pid() + "-1a"));
    Path foreign = Files.createDirectories(root.resolve("firstlight-x"));
    CgroupFiles.removeLeftovers(root);
    assertFalse(Files.exists(gone));
    assertTrue(Files.exists(living));
    assertTrue(Files.exists(foreign));
  }

  @Test
  void machineWithoutControllers_isRefusedWithReasons() {
    BenchException e =
        assertThrows(
            BenchException.class,
            () ->
                new CgroupMounts(java.util.Map.of("cpu", root), Optional.empty())
                    .tree(List.of(), 42));
    assertEquals(BenchException.Kind.USAGE, e.kind());
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("memory") && message.contains("--isolation process"), message);
  }

  private static Path only(Path folder) throws IOException {
    try (var children = Files.list(folder)) {
      return children.findFirst().orElseThrow();
    }
  }
}
