package dev.firstlight.bench.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerAgreementTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":[1.0,-2.5]}|{\"a\":[1.00009,-2.5]}",
        "{\"a\":[1e-9,100.0]}|{\"a\":[2e-9,100.0]}",
        "{\"score\":1.0E-6}|{\"score\":1.0005E-6}",
        "[0.0,0.0]|[0.0,-0.0]",
        "[null,true,\"x\"]|[null,true,\"x\"]",
      })
  void answers_thatDifferByRounding_agree(String left, String right) {
    assertEquals(
        Optional.empty(), AnswerAgreement.of(left, right, AnswerAgreement.TOLERANCE).difference());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":[1.0]}|{\"a\":[1.0002]}|a[0]: 1.0 against 1.0002",
        "{\"index\":20000}|{\"index\":20001}|index: 20000 against 20001",
        "{\"label\":\"cat\"}|{\"label\":\"dog\"}|label: \"cat\" against \"dog\"",
        "{\"score\":0.5}|{\"score\":0.5001}|score: 0.5 against 0.5001",
        "{\"score\":0.5}|{\"score\":\"0.5\"}|score: 0.5 against \"0.5\"",
      })
  void answers_thatSayDifferentThings_disagreeThere(String left, String right, String where) {
    assertEquals(
        Optional.of(where),
        AnswerAgreement.of(left, right, AnswerAgreement.TOLERANCE).difference());
  }

  @Test
  void answers_ofDifferentForm_disagree() {
    assertTrue(
        AnswerAgreement.of("[1,2]", "[1,2,3]", AnswerAgreement.TOLERANCE).difference().isPresent());
    assertTrue(
        AnswerAgreement.of("{\"a\":1}", "{\"b\":1}", AnswerAgreement.TOLERANCE)
            .difference()
            .isPresent());
    assertTrue(
        AnswerAgreement.of("one", "two", AnswerAgreement.TOLERANCE).difference().isPresent());
    assertEquals(
        Optional.empty(), AnswerAgreement.of("one", "one", AnswerAgreement.TOLERANCE).difference());
  }
}
