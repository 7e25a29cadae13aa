package dev.firstlight.bench;

import dev.firstlight.bench.platform.Account;
import dev.firstlight.bench.platform.Platform;
import dev.firstlight.bench.platform.PlatformListener;
import dev.firstlight.bench.platform.PlatformSettings;
import dev.firstlight.bench.platformlog.LogEvent;
import dev.firstlight.bench.platformlog.LogFormat;
import dev.firstlight.bench.record.DesignPoint;
import dev.firstlight.bench.record.RecordLog;
import dev.firstlight.model.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code firstlight up} prints and writes. */
final class UpOutput implements PlatformListener, AutoCloseable {
  private final Workplace workplace;
  private final LogFormat format;
  private final @Nullable RecordLog log;
  private final PlatformTally tally = new PlatformTally();
  private volatile @Nullable PlatformRecords records;

  private UpOutput(Workplace workplace, LogFormat format, @Nullable RecordLog log) {
    this.workplace = workplace;
    this.format = format;
    this.log = log;
  }

  /**
   * Opens it.
   *
   * @param out folder for the records; empty for none
   * @throws dev.firstlight.bench.fault.BenchException of kind USAGE if there are records of another
   *     run
   */
  static UpOutput open(Workplace workplace, LogFormat format, Optional<Path> out)
      throws IOException {
    RecordLog log = null;
    if (out.isPresent()) {
      RunFolder folder = new RunFolder(workplace.resolved(out.get()));
      folder.checkFree();
      java.nio.file.Files.createDirectories(folder.folder());
      log = RecordLog.create(folder.records());
    }
    return new UpOutput(workplace, format, log);
  }

  /** The platform takes calls now. */
  void begin(LocalPlatform.Running running, int port) {
    DesignPoint point = running.point();
    records = new PlatformRecords(workplace.clock().instant(), point);
    PlatformSettings settings = running.platform().settings();
    workplace
        .err()
        .printf(
            "%s %s (%s) with %s on %s: %d MB, %d s, %d calls at a time, %d instances provisioned%n",
            running.model().manifest().name(),
            running.model().manifest().version(),
            running.model().manifest().provenance(),
            point.runtime(),
            point.target(),
            settings.memory().megabytes(),
            settings.timeout().toSeconds(),
            settings.concurrency(),
            settings.provisioned());
    running.gaps().forEach(gap -> workplace.err().println("not emulated: " + gap));
    workplace.err().printf("call it: curl %s http://localhost:%d/predict%n", body(running), port);
  }

  private static String body(LocalPlatform.Running running) {
    Preprocessing preprocessing = running.model().manifest().preprocessing();
    if (preprocessing instanceof Preprocessing.Image) {
      return "--data-binary @image.jpg -H 'Content-Type: image/jpeg'";
    }
    return preprocessing instanceof Preprocessing.Text
        ? "--data 'The sun rises over the sea.' -H 'Content-Type: text/plain'"
        : "--data @request.json -H 'Content-Type: application/json'";
  }

  @Override
  public void event(LogEvent event) {
    format.lines(event, workplace.clock().instant()).forEach(workplace.out()::println);
  }

  @Override
  public void line(int instance, String line) {
    workplace.out().printf("[instance %d] %s%n", instance, line);
  }

  @Override
  public void account(Account account) {
    tally.add(account);
    PlatformRecords made = records;
    if (log != null && made != null) {
      log.write(made.record(account));
    }
  }

  @Override
  public void trouble(String what) {
    workplace.err().println("firstlight: " + what);
  }

  /** The platform has ended. */
  void end(Platform.Counts counts) {
    workplace.err().println();
    tally.lines(counts).forEach(workplace.err()::println);
    close();
  }

  @Override
  public void close() {
    if (log != null) {
      log.close();
    }
  }
}
