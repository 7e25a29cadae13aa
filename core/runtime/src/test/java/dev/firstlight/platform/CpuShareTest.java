package dev.firstlight.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuShareTest {
  @TempDir Path temp;

  private CpuShare share(String membership, int processors, Optional<Double> granted)
      throws IOException {
    Path file = Files.writeString(temp.resolve("cgroup"), membership);
    return CpuShare.of(file, temp.resolve("sys"), processors, granted);
  }

  private void quota(String file, String content) throws IOException {
    Path path = temp.resolve("sys").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }

  @Test
  void noControlGroups_isTheProcessors() {
    CpuShare share = CpuShare.of(temp.resolve("absent"), temp.resolve("sys"), 4, Optional.empty());
    assertEquals(4, share.cpus());
  }

  @Test
  void version2_quotaOfAnAncestor_counts() throws IOException {
    quota("pod/cpu.max", "50000 100000\n");
    quota("pod/container/cpu.max", "max 100000\n");
    CpuShare share = share("0::/pod/container\n", 8, Optional.empty());
    assertEquals(0.5, share.cpus());
    assertEquals(1, share.threads());
    assertFalse(share.allowsSpinning());
  }

  @Test
  void version2_insideAContainer_quotaStandsAtTheMount() throws IOException {
    quota("cpu.max", "250000 100000\n");
    CpuShare share = share("0::/../host/path\n", 8, Optional.empty());
    assertEquals(2.5, share.cpus());
    assertEquals(3, share.threads());
    assertTrue(share.allowsSpinning());
  }

  @Test
  void version1_quotaAndPeriod_count() throws IOException {
    quota("cpu,cpuacct/docker/abc/cpu.cfs_quota_us", "25000\n");
    quota("cpu,cpuacct/docker/abc/cpu.cfs_period_us", "100000\n");
    assertEquals(
        0.25, share("4:memory:/x\n3:cpu,cpuacct:/docker/abc\n", 8, Optional.empty()).cpus());
  }

  @Test
  void version1_noQuota_isTheProcessors() throws IOException {
    quota("cpu/cpu.cfs_quota_us", "-1\n");
    quota("cpu/cpu.cfs_period_us", "100000\n");
    assertEquals(8, share("3:cpu:/\n", 8, Optional.empty()).cpus());
  }

  @Test
  void hybrid_version2GroupUnderUnified_counts() throws IOException {
    quota("unified/job/cpu.max", "100000 100000\n");
    assertEquals(1, share("0::/job\n", 8, Optional.empty()).cpus());
  }

  @Test
  void platformGrantsLess_isWhatCounts() throws IOException {
    assertEquals(0.5, share("", 8, Optional.of(0.5)).cpus());
  }

  @Test
  void rubbish_isNoQuota() throws IOException {
    quota("cpu.max", "rubbish");
    assertEquals(8, share("0::/\nrubbish\n", 8, Optional.empty()).cpus());
  }
}
