package dev.firstlight.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.record.RecordLog;
import dev.firstlight.json.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir Path folder;

  @Test
  void estimate_ofAnExampleOfAws_printsItsTotal() {
    assertOk(
        "cost",
        "estimate",
        "lambda",
        "--memory",
        "1536",
        "--requests",
        "3000000",
        "--duration-ms",
        "120",
        "--free-tier");
    assertTrue(out().contains("total") && out().contains("2.73"), out());
    assertTrue(out().contains("3,000,000 requests; USD 0.9111 a million"), out());
  }

  @Test
  void estimate_ofEverySystem_printsATotal() {
    List<String> calls = List.of("--requests", "1000", "--duration-ms", "50");
    for (List<String> system :
        List.of(
            List.of("lambda", "--provisioned", "2", "--provisioned-time", "1h"),
            List.of("lambda", "--architecture", "arm64", "--cold", "10", "--init-ms", "900"),
            List.of("gcf", "--min-instances", "1", "--time", "1h", "--region", "us-west2"),
            List.of("cloud-run", "--concurrency", "8", "--min-instances", "1", "--time", "1h"),
            List.of(
                "cloud-run", "--billing", "instance-based", "--instances", "2", "--time", "1h"))) {
      out.reset();
      assertOk(words("cost", "estimate", system, calls));
      assertTrue(out().contains("total"), out());
    }
    for (List<String> system :
        List.of(
            List.of("sagemaker", "--instances", "1@0s,5@7m"),
            List.of("vertex-ai"),
            List.of("ec2", "--machine", "g4dn.2xlarge"),
            List.of("compute-engine", "--accelerator", "nvidia-tesla-t4"))) {
      out.reset();
      assertOk(words("cost", "estimate", system, List.of("--time", "15m")));
      assertTrue(out().contains("total"), out());
    }
  }

  @Test
  void wrongQuestions_areUsageErrorsThatSayWhatIsAllowed() {
    String[] lambda = {"cost", "estimate", "lambda", "--requests", "10", "--duration-ms", "5"};
    assertRefused("us-east-1", with(lambda, "--region", "atlantis"));
    assertRefused("arm64, x86_64", with(lambda, "--architecture", "sparc"));
    assertRefused("2021, current", with(lambda, "--book", "1999"));
    assertRefused("128 to 10240", with(lambda, "--memory", "64"));
    assertRefused("0 to 10", with(lambda, "--cold", "11"));
    assertRefused("image, zip", with(lambda, "--package", "floppy"));
    assertRefused("--provisioned-time", with(lambda, "--provisioned", "3"));
    assertRefused("512 to 10240", with(lambda, "--tmp", "100"));
    assertRefused("name one", with(lambda, "--json", "--csv"));
    assertRefused("no price of ephemeral-storage", with(lambda, "--book", "2021", "--tmp", "600"));
    assertRefused(
        "128, 256, 512",
        "cost",
        "estimate",
        "gcf",
        "--requests",
        "1",
        "--duration-ms",
        "5",
        "--memory",
        "300");
    assertRefused("as 15m", "cost", "estimate", "ec2", "--time", "soon");
    assertRefused("Missing required option", "cost", "estimate", "lambda");
    assertRefused("name the folder of a run", "cost");
    assertRefused("no records.jsonl", "cost", "nowhere");
    assertRefused("lambda, gcf, cloud-run", "cost", run(Runs.valid()), "--system", "abacus");
  }

  @Test
  void recordedRun_isPricedByTargetAndStage() throws IOException {
    String run = run(Runs.valid());
    assertOk("cost", run, "--memory", "2048");
    assertTrue(out().contains("lambda: lambda x86_64 in us-east-1, book current"), out());
    assertTrue(out().contains("9 requests, 3 cold"), out());
    assertTrue(out().contains("3 cold starts by stage"), out());
    assertTrue(err().contains("server is left out"), err());
  }

  @Test
  void serversAlone_needToBeToldWhatToRent() {
    List<InvocationRecord> server =
        Runs.valid().stream().filter(record -> record.point().target().equals("server")).toList();
    assertRefused("ec2, compute-engine", "cost", run(server));
    out.reset();
    assertOk("cost", run(server), "--system", "ec2", "--machine", "g4dn.2xlarge");
    // Three instances, each for the minute that is least.
    assertTrue(out().contains("180") && out().contains("0.0376"), out());
  }

  @Test
  void shards_costTogetherWhatTheRunDoes() throws IOException {
    List<InvocationRecord> all = Runs.valid();
    assertOk("cost", run(all), "--memory", "1024", "--json");
    String whole = out();
    out.reset();
    assertOk(
        "cost",
        run(all.subList(0, 7)),
        run(all.subList(7, all.size())),
        "--memory",
        "1024",
        "--json");
    assertEquals(whole, out());
  }

  @Test
  void json_hasTheLinesThatAddUpToTheTotal() {
    assertOk("cost", run(Runs.valid()), "--memory", "1024", "--json");
    JsonNode json = JsonNode.read(out.toByteArray());
    assertEquals("firstlight.cost/1", json.get("schema").asString());
    JsonNode one = json.elements("deployments").get(0);
    double sum =
        one.elements("lines").stream().mapToDouble(line -> line.get("amount").asDouble()).sum();
    assertEquals(one.get("total").asDouble(), sum, 1e-11);
    assertEquals(3, one.get("coldStarts").get("starts").asLong());
    assertTrue(one.get("coldStarts").get("stages").keys().contains("import"), out());
  }

  @Test
  void csv_hasALineForEachPart() {
    assertOk("cost", run(Runs.valid()), "--memory", "1024", "--csv");
    List<String> lines = out().lines().toList();
    assertEquals(
        "deployment,system,variant,region,book,kind,part,quantity,unit,usd,saving_usd",
        lines.get(0));
    int columns = lines.get(0).split(",", -1).length;
    BigDecimal total = BigDecimal.ZERO;
    for (String line : lines) {
      String[] cells = line.split(",", -1);
      assertEquals(columns, cells.length, line);
      total = cells[5].equals("line") ? total.add(new BigDecimal(cells[9])) : total;
    }
    String last = lines.stream().filter(line -> line.contains(",total,")).findFirst().orElse("");
    assertEquals(0, total.compareTo(new BigDecimal(last.split(",", -1)[9])), out());
  }

  @Test
  void books_nameTheSourceAndDateOfPrices() {
    assertOk("cost", "books");
    assertTrue(out().contains("Book 2021") && out().contains("Book current"), out());
    assertTrue(out().contains("(2026-01-19)") && out().contains("aws.amazon.com"), out());
    out.reset();
    assertOk("cost", "books", "--book", "2021", "--system", "ec2");
    assertTrue(out().contains("t2.2xlarge"), out());
    assertFalse(out().contains("lambda "), out());
  }

  @Test
  void bookOfOnesOwn_isTaken() throws IOException {
    Files.writeString(
        folder.resolve("mine.json"),
        """
        {"schema": "firstlight.prices/1", "book": "mine", "about": "ours", "currency": "USD",
         "sources": {"us": {"source": "our contract", "date": "2026-11"}},
         "prices": [{"system": "ec2", "regions": ["us-east-1"], "variants": ["m5.2xlarge"],
                     "meter": "instance", "price": "3.6", "source": "us"}]}
        """);
    assertOk("cost", "estimate", "ec2", "--time", "100s", "--book", "mine.json");
    assertTrue(out().contains("0.1000"), out());
    assertRefused("cannot be read", "cost", "estimate", "ec2", "--time", "1s", "--book", "no.json");
  }

  /** Writes records as a run does. */
  private String run(List<InvocationRecord> records) {
    try {
      Path run = Files.createTempDirectory(folder, "run");
      try (RecordLog log = RecordLog.create(run.resolve("records.jsonl"))) {
        records.forEach(log::write);
      }
      return run.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String[] words(String one, String two, List<String> more, List<String> last) {
    return Stream.of(List.of(one, two), more, last).flatMap(List::stream).toArray(String[]::new);
  }

  private static String[] with(String[] words, String... more) {
    return Stream.of(List.of(words), List.of(more)).flatMap(List::stream).toArray(String[]::new);
  }

  private void assertOk(String... arguments) {
    int code = Commands.run(folder, folder, out, err, arguments);
    assertEquals(FirstlightCommand.OK, code, err());
  }

  private void assertRefused(String says, String... arguments) {
    err.reset();
    assertEquals(FirstlightCommand.USAGE, Commands.run(folder, folder, out, err, arguments), err());
    assertTrue(err().contains(says), err());
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
