package dev.firstlight.bench.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class PriceBookTest {
  private static final String BOOK =
      """
      {"schema": "firstlight.prices/1", "book": "mine", "about": "ours", "currency": "USD",
       "sources": {"us": {"source": "our contract", "date": "2026-11"}},
       "prices": [{"system": "ec2", "regions": ["us-east-1"], "variants": ["m5.2xlarge"],
                   "meter": "instance", "price": "0.3", "source": "us"}]}
      """;

  @Test
  void everyPrice_namesItsSourceAndDate() {
    for (String name : PriceBooks.NAMES) {
      PriceBook book = PriceBooks.builtIn(name);
      assertFalse(book.prices().isEmpty());
      assertEquals(name, book.name());
      for (Price price : book.prices()) {
        assertFalse(price.source().isBlank() || price.date().isBlank(), price.toString());
      }
    }
  }

  @Test
  void everySystemOfTheStudy_isPricedInBothBooks() {
    for (CostSystem system : CostSystem.values()) {
      assertFalse(Examples.CURRENT.regions(system).isEmpty(), system.label());
      if (system != CostSystem.CLOUD_RUN) {
        assertFalse(Examples.OF_THE_STUDY.regions(system).isEmpty(), system.label());
      }
    }
  }

  @Test
  void noPrice_standsTwiceForTheSameThing() {
    for (String name : PriceBooks.NAMES) {
      PriceBook book = PriceBooks.builtIn(name);
      for (Price price : book.prices()) {
        for (String region : price.regions()) {
          long same =
              book.prices().stream()
                  .filter(
                      other -> other.isOf(price.system(), region, price.variants(), price.meter()))
                  .count();
          assertTrue(price.variants().isEmpty() || same == 1, name + " " + price);
        }
      }
    }
  }

  @Test
  void unknownRegion_isRefusedWithThoseThatThereAre() {
    assertRefused(
        () -> Tariff.of(Examples.CURRENT, CostSystem.LAMBDA, "mars-1", "x86_64"),
        "region \"mars-1\" is not priced for lambda in book current",
        "ap-southeast-5, eu-central-1, eu-west-1, us-east-1");
  }

  @Test
  void unknownArchitecture_isRefusedWithThoseThatThereAre() {
    assertRefused(
        () -> Tariff.of(Examples.CURRENT, CostSystem.LAMBDA, "us-east-1", "riscv"),
        "architecture \"riscv\"",
        "there are arm64, x86_64");
    assertRefused(
        () -> Tariff.of(Examples.OF_THE_STUDY, CostSystem.LAMBDA, "us-east-1", "arm64"),
        "architecture \"arm64\"",
        "there are x86_64");
  }

  @Test
  void unknownMachineAndAccelerator_areRefusedWithThoseThatThereAre() {
    assertRefused(
        () -> Tariff.of(Examples.CURRENT, CostSystem.EC2, "us-east-1", "m99.huge"),
        "machine \"m99.huge\"",
        "g4dn.2xlarge");
    assertRefused(
        () ->
            new Tariff(
                Examples.CURRENT,
                CostSystem.COMPUTE_ENGINE,
                "us-central1",
                "n1-standard-8",
                Optional.of("abacus"),
                false),
        "accelerator \"abacus\"",
        "nvidia-tesla-t4, nvidia-tesla-v100");
    assertRefused(
        () ->
            new Tariff(
                Examples.CURRENT,
                CostSystem.EC2,
                "us-east-1",
                "m5.2xlarge",
                Optional.of("nvidia-tesla-t4"),
                false),
        "there are none");
  }

  @Test
  void meterWithoutAPrice_isRefusedWithThoseThatHaveOne() {
    Tariff tariff = Tariff.of(Examples.OF_THE_STUDY, CostSystem.LAMBDA, "us-east-1", "x86_64");
    assertRefused(
        () -> tariff.bill(LambdaMetering.provisioned(1, 1024, 1)),
        "book 2021 has no price of provisioned for lambda",
        "duration, requests");
  }

  @Test
  void traffic_isLeftOutOfTheBillWhereItHasNoPrice() {
    Tariff tariff = Examples.machine(Examples.CURRENT, CostSystem.SAGEMAKER, "ml.m5.2xlarge");
    Bill bill = tariff.bill(Usage.of(Meter.DATA, Examples.usd("1.5")));
    assertTrue(bill.total().isZero());
    assertEquals(Meter.DATA, bill.unpriced().get(0).meter());
  }

  @Test
  void bookOfOnesOwn_isRead() {
    PriceBook book = PriceBookReader.read(BOOK.getBytes(StandardCharsets.UTF_8));
    Tariff tariff = Tariff.of(book, CostSystem.EC2, "us-east-1", "m5.2xlarge");
    assertEquals("our contract", tariff.price(Meter.INSTANCE).source());
    assertRefused(
        () -> Tariff.of(book, CostSystem.LAMBDA, "us-east-1", "x86_64"),
        "book mine has no prices of lambda; it has those of ec2");
  }

  @Test
  void wrongBooks_areRefusedWithThePlace() {
    assertWrong(BOOK.replace("\"0.3\"", "0.3"), "prices[0].price", "must be a string");
    assertWrong(BOOK.replace("\"0.3\"", "\"cheap\""), "prices[0].price", "decimal number");
    assertWrong(BOOK.replace("\"0.3\"", "\"-1\""), "prices[0].price", "0 is least");
    assertWrong(BOOK.replace("\"source\": \"us\"", "\"source\": \"me\""), "which \"sources\"");
    assertWrong(BOOK.replace("\"meter\": \"instance\"", "\"meter\": \"luck\""), "no meter");
    assertWrong(BOOK.replace("prices/1", "prices/9"), "this version reads firstlight.prices/1");
    assertWrong(BOOK.replace("USD", "EUR"), "USD is allowed");
    assertWrong(BOOK.replace("\"price\": ", "\"prize\": "), "prize");
  }

  private static void assertWrong(String book, String... words) {
    JsonException e =
        assertThrows(
            JsonException.class, () -> PriceBookReader.read(book.getBytes(StandardCharsets.UTF_8)));
    for (String word : words) {
      assertTrue(String.valueOf(e.getMessage()).contains(word), e.getMessage());
    }
  }

  private static void assertRefused(Executable what, String... words) {
    BenchException e = assertThrows(BenchException.class, what);
    assertEquals(BenchException.Kind.USAGE, e.kind());
    for (String word : words) {
      assertTrue(String.valueOf(e.getMessage()).contains(word), e.getMessage());
    }
  }
}
