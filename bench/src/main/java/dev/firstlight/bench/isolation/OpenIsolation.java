package dev.firstlight.bench.isolation;

import dev.firstlight.conformance.process.StartCommand;
import java.util.List;

/** No isolation: what is started is what was asked for, without a process in between. */
final class OpenIsolation implements Isolation {
  @Override
  public Cell open(Limits limits) {
    return new Open();
  }

  @Override
  public List<String> gaps() {
    return List.of("CPU, memory and /tmp of instances are not limited");
  }

  @Override
  public boolean hasOwnTmp() {
    return false;
  }

  @Override
  public void close() {}

  private record Open() implements Cell {
    @Override
    public StartCommand within(StartCommand command) {
      return command;
    }

    @Override
    public void started(long pid) {}

    @Override
    public void freeze() {}

    @Override
    public void thaw() {}

    @Override
    public void close() {}
  }
}
