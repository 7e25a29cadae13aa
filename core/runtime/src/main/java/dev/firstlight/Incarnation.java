package dev.firstlight;

import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.coldstart.ColdStartRecord.Restore;
import java.util.Optional;

/**
 * Which instance this process is: one from its creation on, another one each time that it is
 * restored from a snapshot. Safe for use by several threads.
 */
final class Incarnation {
  private record Self(String instance, Optional<Restore> restore) {}

  private volatile Self self;

  /** The first one. */
  Incarnation(String instance) {
    self = new Self(instance, Optional.empty());
  }

  /** The UUID of the instance that it is now. */
  String instance() {
    return self.instance();
  }

  /** From now on it is another one. */
  void become(String instance, Restore how) {
    self = new Self(instance, Optional.of(how));
  }

  /** The record of the one cold start that there was, as this instance tells it. */
  ColdStartRecord tell(ColdStartRecord record) {
    Self now = self;
    return now.restore().map(how -> record.restored(now.instance(), how)).orElse(record);
  }
}
