package dev.firstlight.bench.platformlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LogParserTest {
  private static final Instant TIME = Instant.parse("2026-11-24T10:00:00.123Z");
  private static final String ID = "6f747a16-1c5d-4b32-9a63-31aa0ba04f4c";

  static Stream<LogEvent> events() {
    return Stream.of(
        new LogEvent.InitStart("provisioned-concurrency"),
        new LogEvent.InitReport("on-demand", "init", "timeout", 10_000.25, Optional.empty()),
        new LogEvent.InitReport(
            "on-demand", "invoke", "error", 12.5, Optional.of("Runtime.ExitError")),
        new LogEvent.Start(ID, "$LATEST"),
        new LogEvent.Report(
            ID,
            LogEvent.Times.of(250.06, 351, OptionalDouble.of(100.77)),
            512,
            90,
            "success",
            Optional.empty()),
        new LogEvent.Report(
            ID,
            new LogEvent.Times(
                1.5, 2, OptionalDouble.empty(), OptionalDouble.of(312.25), OptionalLong.of(313)),
            1024,
            1024,
            "error",
            Optional.of("Runtime.ExitError")));
  }

  @ParameterizedTest
  @MethodSource("events")
  void event_comesBackFromText(LogEvent event) {
    assertEquals(List.of(event), read(LogFormat.TEXT, event));
  }

  @ParameterizedTest
  @MethodSource("events")
  void event_comesBackFromJson(LogEvent event) {
    assertEquals(List.of(event), read(LogFormat.JSON, event));
  }

  @Test
  void eventsOfTextOnly_comeBackFromIt() {
    for (LogEvent event :
        List.of(
            new LogEvent.Exit(ID, "signal: killed"),
            new LogEvent.TimedOut(ID, Duration.ofMillis(3010)),
            new LogEvent.End(ID, Optional.empty()))) {
      assertEquals(List.of(event), read(LogFormat.TEXT, event));
    }
    LogEvent done = new LogEvent.End(ID, Optional.of("failure"));
    assertEquals(List.of(done), read(LogFormat.JSON, done));
  }

  private static List<LogEvent> read(LogFormat format, LogEvent event) {
    return format.lines(event, TIME).stream()
        .map(LogParser::parse)
        .flatMap(Optional::stream)
        .toList();
  }

  @Test
  void report_isWrittenAsLambdaDoes() {
    assertEquals(
        List.of(
            "REPORT RequestId: "
                + ID
                + "\tDuration: 250.06 ms\tBilled Duration: 351 ms\tMemory Size: 512 MB"
                + "\tMax Memory Used: 90 MB\tInit Duration: 100.77 ms\t"),
        LogFormat.TEXT.lines(events().skip(4).findFirst().orElseThrow(), TIME));
  }

  @Test
  void report_isReadInAnyOrder() {
    LogEvent.Report report =
        assertInstanceOf(
            LogEvent.Report.class,
            LogParser.parse(
                    "REPORT RequestId: "
                        + ID
                        + "\tInit Duration: 0.12 ms\tDuration: 3.50 ms\tBilled Duration: 4 ms"
                        + "\tMemory Size: 3008 MB\tMax Memory Used: 3008 MB\t")
                .orElseThrow());
    assertEquals(LogEvent.Times.of(3.5, 4, OptionalDouble.of(0.12)), report.times());
    assertEquals(3008, report.maxMemoryMegabytes());
  }

  @Test
  void jsonOfTelemetry_isRead() {
    LogEvent.Report report =
        assertInstanceOf(
            LogEvent.Report.class,
            LogParser.parse(
                    "{\"time\":\"2026-11-24T10:00:00.000Z\",\"type\":\"platform.report\",\"record\":{\"metrics\":{\"maxMemoryUsedMB\":73,\"memorySizeMB\":256,\"billedDurationMs\":694,\"durationMs\":693.92,\"initDurationMs\":397.68},\"requestId\":\"x-1\"}}")
                .orElseThrow());
    assertEquals(LogEvent.Times.of(693.92, 694, OptionalDouble.of(397.68)), report.times());
    assertEquals("success", report.status());
  }

  @Test
  void whatFunctionsPrint_isNoEvent() {
    for (String line :
        List.of(
            "",
            "hello",
            "{\"schema\":\"firstlight.coldstart/1\"}",
            "{not json",
            "{\"type\":\"platform.report\"}",
            "{\"type\":\"platform.fault\",\"record\":{}}",
            "REPORT RequestId: " + ID + "\tDuration: 3.50",
            "REPORT RequestId: " + ID + "\tDuration: x ms\tBilled Duration: 4 ms",
            "START of something")) {
      assertEquals(Optional.empty(), LogParser.parse(line), line);
    }
  }
}
