package dev.firstlight.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.workload.ScheduleFile;
import dev.firstlight.bench.workload.pool.Pool;
import dev.firstlight.bench.workload.pool.PoolInput;
import dev.firstlight.json.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir Path folder;

  @Test
  void presets_haveTheStudysTotalsAndLength() {
    String[] names = {"w40", "w120", "w200"};
    long[] totals = {15_000, 51_600, 86_000};
    for (int i = 0; i < names.length; i++) {
      assertEquals(FirstlightCommand.OK, run("workload", names[i]), err());
      ScheduleFile schedule = ScheduleFile.open(folder.resolve(names[i] + ".schedule"));
      assertEquals(totals[i], schedule.header().requests());
      assertEquals(900, schedule.header().duration().toSeconds());
    }
  }

  @Test
  void preset_compressed_isOneMinuteAtTheSameRates() {
    run("workload", "w40", "--compress", "15", "--requests", "1000", "--out", "m.schedule.gz");
    ScheduleFile schedule = ScheduleFile.open(folder.resolve("m.schedule.gz"));
    assertEquals(1000, schedule.header().requests());
    assertEquals(60, schedule.header().duration().toSeconds());
    assertEquals(40, Double.parseDouble(schedule.header().parameters().get("high")), 1e-9);
  }

  @Test
  void sameSeed_isTheSameFile_andAnotherSeedIsNot() throws IOException {
    for (String[] each : new String[][] {{"a", "3"}, {"b", "3"}, {"c", "4"}}) {
      assertEquals(
          FirstlightCommand.OK,
          run(
              "workload",
              "onoff",
              "--rate",
              "50",
              "--on",
              "2s",
              "--off",
              "3s",
              "--duration",
              "1m",
              "--seed",
              each[1],
              "--out",
              each[0]),
          err());
    }
    byte[] first = Files.readAllBytes(folder.resolve("a"));
    assertArrayEquals(first, Files.readAllBytes(folder.resolve("b")));
    assertFalse(java.util.Arrays.equals(first, Files.readAllBytes(folder.resolve("c"))));
  }

  @Test
  void existingFile_isNotLost() throws IOException {
    Files.writeString(folder.resolve("poisson.schedule"), "mine");
    assertEquals(FirstlightCommand.USAGE, run("workload", "poisson", "--rate", "1"));
    assertTrue(err().contains("is there already; --replace replaces it"), err());
    assertEquals("mine", Files.readString(folder.resolve("poisson.schedule")));
    assertEquals(FirstlightCommand.OK, run("workload", "poisson", "--rate", "1", "--replace"));
  }

  @Test
  void badValues_areUsageErrorsThatSayWhatIsAllowed() {
    assertUsage("'soon' is not a length of time", "constant", "--rate", "1", "--duration", "soon");
    assertUsage("--rate", "poisson");
    assertUsage("--requests -1 is out of range", "poisson", "--rate", "1", "--requests", "-1");
    assertUsage("--pool 0 is out of range", "poisson", "--rate", "1", "--pool", "0");
    assertUsage("--compress 0.0 is out of range", "w40", "--compress", "0");
    assertUsage("too long for a workload", "poisson", "--rate", "1", "--duration", "400d");
  }

  @Test
  void split_andInspect_ofAPart() {
    run("workload", "constant", "--rate", "10", "--duration", "10s");
    assertEquals(
        FirstlightCommand.OK, run("workload", "split", "constant.schedule", "--clients", "3"));
    assertEquals(
        34, ScheduleFile.open(folder.resolve("constant.0-of-3.schedule")).header().requests());
    assertEquals(
        FirstlightCommand.OK,
        run("workload", "inspect", "constant.2-of-3.schedule", "--html", "page.html"),
        err());
    assertTrue(out().contains("part 2 of 3 (100 requests in all)"), out());
    assertTrue(out().contains("33 requests in 10.0000 s"), out());
    assertTrue(Files.exists(folder.resolve("page.html")));
  }

  @Test
  void inspect_ofADamagedSchedule_failsWithTheLine_orGoesOnLeniently() throws IOException {
    run("workload", "constant", "--rate", "10", "--duration", "10s", "--out", "c");
    Path file = folder.resolve("c");
    Files.writeString(file, Files.readString(file).replace("\n200000,", "\nnothing,"));
    assertEquals(FirstlightCommand.FAILED, run("workload", "inspect", "c"));
    assertTrue(err().contains("line 4: offset \"nothing\" is not allowed"), err());
    assertEquals(FirstlightCommand.FAILED, run("workload", "inspect", "c", "--lenient"));
    assertTrue(out().contains("99 requests in 10.0000 s"), out());
    assertTrue(err().contains("1 lines were left out"), err());
  }

  @Test
  void fit_printsTheCommandThatMakesAnother() {
    run(
        "workload",
        "mmpp",
        "--high",
        "80",
        "--low",
        "5",
        "--sojourn-high",
        "10s",
        "--sojourn-low",
        "20s",
        "--duration",
        "20m",
        "--seed",
        "6",
        "--out",
        "m");
    assertEquals(FirstlightCommand.OK, run("workload", "fit", "m"), err());
    assertTrue(out().contains("two states     yes"), out());
    assertTrue(out().contains("firstlight workload mmpp --high "), out());
  }

  @Test
  void export_toPerfAnalyzer_givesTheMicrosecondsBetween() throws IOException {
    run("workload", "constant", "--rate", "4", "--duration", "1s", "--out", "c");
    assertEquals(
        FirstlightCommand.OK,
        run("workload", "export", "perf-analyzer", "c", "--out", "intervals"),
        err());
    assertEquals(
        List.of("0", "250000", "250000", "250000"),
        Files.readAllLines(folder.resolve("intervals")));
  }

  @Test
  void export_toVegeta_givesAnAttackAStep_andTargetsOfThePool() throws IOException {
    Files.writeString(folder.resolve("texts"), "One sentence.\nAnother one.\n");
    run("workload", "pool", "--texts", "texts", "--size", "30", "--out", "pool");
    run("workload", "constant", "--rate", "4", "--duration", "3s", "--out", "c");
    int code =
        run(
            "workload",
            "export",
            "vegeta",
            "c",
            "--out",
            "run.sh",
            "--inputs",
            "pool",
            "--url",
            "http://localhost:8080/");
    assertEquals(FirstlightCommand.OK, code, err());
    String script = Files.readString(folder.resolve("run.sh"));
    assertTrue(script.contains("attack 000000 4\nattack 000001 4\nattack 000002 4\n"), script);
    List<String> targets = Files.readAllLines(folder.resolve("targets.jsonl"));
    assertEquals(30, targets.size());
    JsonNode target = JsonNode.read(targets.get(7).getBytes(StandardCharsets.UTF_8));
    assertEquals("http://localhost:8080/predict", target.get("url").asString());
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("pool/000007.txt")),
        Base64.getDecoder().decode(target.get("body").asString()));
  }

  @Test
  void pool_ofImages_isDistinctAndTheSameForASeed() throws IOException {
    Files.createDirectories(folder.resolve("images"));
    BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64 * 48; i++) {
      image.setRGB(i % 64, i / 64, i * 2654435);
    }
    ImageIO.write(image, "png", folder.resolve("images/a.png").toFile());
    ImageIO.write(image, "jpg", folder.resolve("images/b.jpg").toFile());
    for (String name : List.of("one", "two")) {
      assertEquals(
          FirstlightCommand.OK,
          run("workload", "pool", "--images", "images", "--size", "40", "--out", name),
          err());
    }
    Pool pool = Pool.read(folder.resolve("one"));
    assertEquals(pool, Pool.read(folder.resolve("two")));
    assertEquals(40, pool.inputs().stream().map(PoolInput::sha256).distinct().count());
    BufferedImage cut = ImageIO.read(folder.resolve("one/000001.jpg").toFile());
    assertTrue(cut.getWidth() >= 32 && cut.getWidth() <= 64, "" + cut.getWidth());
  }

  @Test
  void pool_ofTooFewDistinct_saysHowMany() throws IOException {
    Files.createDirectories(folder.resolve("images"));
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(image, "png", folder.resolve("images/a.png").toFile());
    assertEquals(
        FirstlightCommand.USAGE,
        run("workload", "pool", "--images", "images", "--size", "40", "--out", "p"));
    assertTrue(err().contains("gives only 1 distinct inputs, not 40"), err());
    assertFalse(Files.exists(folder.resolve("p/pool.json")));
  }

  @Test
  void pool_ofAFileThatIsNoImage_namesIt() throws IOException {
    Files.createDirectories(folder.resolve("images"));
    Files.writeString(folder.resolve("images/a.png"), "no image");
    assertEquals(
        FirstlightCommand.USAGE, run("workload", "pool", "--images", "images", "--out", "p"));
    assertTrue(err().contains("image \"a.png\" cannot be read; JPEG and PNG"), err());
  }

  private void assertUsage(String expected, String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "workload";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    assertEquals(FirstlightCommand.USAGE, run(all));
    assertTrue(err().contains(expected), err());
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    return Commands.run(folder, folder, out, err, arguments);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
