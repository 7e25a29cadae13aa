package dev.firstlight.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class PaddingTest {
  @Test
  void read_section_isTaken() throws IOException {
    assertEquals(
        new Padding(7, 2, true),
        Padding.read(
            """
            {"version": "1.0", "truncation": {"max_length": 4},
             "padding": {"strategy": {"Fixed": 8}, "direction": "Left", "pad_to_multiple_of": null,
                         "pad_id": 7, "pad_type_id": 2, "pad_token": "x"},
             "added_tokens": [{"id": 1, "content": "[PAD]"}]}
            """));
  }

  @Test
  void read_withoutSection_findsTheAddedToken() throws IOException {
    assertEquals(
        new Padding(5, 0, false),
        Padding.read(
            """
            {"padding": null, "added_tokens": [
              {"id": 0, "content": "<s>"}, {"id": 5, "content": "<pad>"}, {"id": 6, "content": "y"}]}
            """));
  }

  @Test
  void read_withoutAddedToken_findsItInTheVocabulary() throws IOException {
    assertEquals(
        new Padding(2, 0, false),
        Padding.read(
            """
            {"added_tokens": [], "normalizer": {"type": "Sequence", "normalizers": [{}]},
             "model": {"type": "WordPiece", "x": [1, {}], "vocab": {"a": 0, "b": 1, "[PAD]": 2}}}
            """));
  }

  @Test
  void read_withoutAnything_fillsWithZeros() throws IOException {
    assertEquals(
        new Padding(0, 0, false),
        Padding.read(
            """
            {"added_tokens": [{"id": 9, "content": "[CLS]"}],
             "model": {"type": "Unigram", "vocab": [["<unk>", 0.0], ["a", -1.5]]}}
            """));
  }
}
