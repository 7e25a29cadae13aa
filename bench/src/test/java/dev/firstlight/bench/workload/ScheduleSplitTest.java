package dev.firstlight.bench.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.Thrown;
import dev.firstlight.bench.fault.BenchException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleSplitTest {
  @TempDir Path folder;

  @Test
  void parts_areDisjointAndSumToTheWholeExactly() {
    Schedule whole = Schedules.random(9, 1003, 50);
    List<Path> files = files(8);
    List<ScheduleHeader> headers = ScheduleParts.write(whole, files);
    List<Arrival> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      ScheduleFile part = ScheduleFile.open(files.get(i));
      List<Arrival> arrivals = Schedules.all(part);
      assertEquals(headers.get(i), part.header());
      assertEquals(i < 1003 % 8 ? 126 : 125, arrivals.size());
      assertEquals(new Part(i, 8, 1003), part.header().part());
      all.addAll(arrivals);
    }
    all.sort(Comparator.comparingLong(Arrival::sequence));
    assertEquals(Schedules.all(whole), all);
  }

  @Test
  void moreClientsThanRequests_leavesEmptyParts() {
    List<Path> files = files(5);
    ScheduleParts.write(Schedules.random(9, 3, 50), files);
    assertEquals(0, Schedules.all(ScheduleFile.open(files.get(4))).size());
  }

  @Test
  void part_isNotSplitAgain() {
    List<Path> files = files(2);
    ScheduleParts.write(Schedules.random(9, 10, 50), files);
    String message =
        Thrown.message(
            BenchException.class,
            () -> ScheduleParts.write(ScheduleFile.open(files.get(1)), files(3)));
    assertTrue(message.contains("is part 1 of 2; only a whole one can be split"), message);
  }

  private List<Path> files(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> folder.resolve("w." + i + "-of-" + count))
        .toList();
  }
}
