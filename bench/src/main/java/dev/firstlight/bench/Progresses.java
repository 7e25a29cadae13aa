package dev.firstlight.bench;

import dev.firstlight.bench.compare.Progress;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows progress: a bar where somebody watches a terminal, else a line now and then. */
final class Progresses {
  private static final int WIDTH = 100;
  private static final int LINES = 10;

  private final Workplace workplace;

  Progresses(Workplace workplace) {
    this.workplace = workplace;
  }

  Progress begin(String task, int steps) {
    return workplace.terminal() ? new Bar(task, steps) : new Lines(task, steps);
  }

  private final class Bar implements Progress {
    private final ProgressBar bar;

    Bar(String task, int steps) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(steps)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .setConsumer(new ConsoleProgressBarConsumer(workplace.err(), WIDTH))
              .build();
    }

    @Override
    public void step(String what) {
      bar.setExtraMessage(what);
      bar.step();
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  private final class Lines implements Progress {
    private final String task;
    private final int steps;
    private int done;

    Lines(String task, int steps) {
      this.task = task;
      this.steps = steps;
    }

    @Override
    public void step(String what) {
      done++;
      if (done * LINES / steps != (done - 1) * LINES / steps) {
        workplace.err().printf("%s: %d of %d (%s)%n", task, done, steps, what);
      }
    }

    @Override
    public void close() {}
  }
}
