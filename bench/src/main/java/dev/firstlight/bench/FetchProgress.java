package dev.firstlight.bench;

import dev.firstlight.models.catalogue.FetchListener;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how far a fetch is: a bar where somebody watches a terminal, else a line now and then. */
final class FetchProgress implements FetchListener {
  private static final int WIDTH = 100;
  private static final int LINES = 10;

  private final Workplace workplace;
  private @Nullable ProgressBar bar;
  private String name = "";
  private long bytes;
  private long shown;

  FetchProgress(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public void say(String line) {
    workplace.err().println(line);
  }

  @Override
  public void begin(String file, long size, long present) {
    name = file;
    bytes = size;
    shown = present * LINES / size;
    if (workplace.terminal()) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(file)
              .setInitialMax(size)
              .setUnit(" MB", 1_000_000)
              .showSpeed()
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .setConsumer(new ConsoleProgressBarConsumer(workplace.err(), WIDTH))
              .build();
      bar.stepTo(present);
    } else if (present > 0) {
      say("%s: going on at byte %,d of %,d".formatted(file, present, size));
    }
  }

  @Override
  public void at(long here) {
    if (bar != null) {
      bar.stepTo(here);
      return;
    }
    long tenths = here * LINES / bytes;
    if (tenths > shown) {
      say("%s: %,d of %,d bytes".formatted(name, here, bytes));
    }
    shown = tenths;
  }

  @Override
  public void end() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
