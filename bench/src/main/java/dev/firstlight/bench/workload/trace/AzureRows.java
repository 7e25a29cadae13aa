package dev.firstlight.bench.workload.trace;

import dev.firstlight.bench.workload.TextLines;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Rows of the Azure Functions trace of 2019 ({@code invocations_per_function_md.anon.dNN.csv}): the
 * hashes of owner, app and function, a trigger, and the invocations of each minute of a day.
 *
 * @param function beginning of the hash of those wanted; empty for all
 * @param trigger of those wanted; empty for all
 */
record AzureRows(String function, String trigger) {
  /** Invocations a minute of all rows wanted together. */
  long[] sum(TextLines lines) {
    List<String> names = cells(lines.next().orElseThrow(() -> lines.at("the file is empty")));
    int hash = names.indexOf("HashFunction");
    int kind = names.indexOf("Trigger");
    int first = names.indexOf("1");
    if (hash < 0 || first < 0 || (kind < 0 && !trigger.isEmpty())) {
      throw lines.at(
          "the columns of an Azure trace are HashOwner, HashApp, HashFunction, Trigger, 1, …");
    }
    long[] minutes = new long[names.size() - first];
    int rows = 0;
    for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
      if (line.get().isBlank()) {
        continue;
      }
      List<String> cells = cells(line.get());
      if (cells.size() != names.size()) {
        throw lines.at("has %d columns, the first line %d".formatted(cells.size(), names.size()));
      }
      if (!cells.get(hash).startsWith(function)
          || (!trigger.isEmpty() && !cells.get(kind).equals(trigger))) {
        continue;
      }
      rows++;
      for (int i = 0; i < minutes.length; i++) {
        minutes[i] += count(lines, cells.get(first + i));
      }
    }
    if (rows == 0) {
      throw lines.at(
          "no row has a HashFunction that begins with \"%s\"%s"
              .formatted(function, trigger.isEmpty() ? "" : " and trigger \"" + trigger + "\""));
    }
    return minutes;
  }

  private static long count(TextLines lines, String cell) {
    if (!cell.matches("[0-9]{1,12}")) {
      throw lines.at("\"%s\" is not allowed; whole numbers of invocations are".formatted(cell));
    }
    return Long.parseLong(cell);
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.split(",", -1)).map(String::trim).toList();
  }
}
