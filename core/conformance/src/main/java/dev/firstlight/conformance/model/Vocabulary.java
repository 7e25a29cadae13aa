package dev.firstlight.conformance.model;

import java.util.ArrayList;
import java.util.List;

/** The word pieces of the text embedder, and their {@code tokenizer.json}. */
final class Vocabulary {
  /** In the order of their ids. */
  static final List<String> WORDS =
      List.of(
          "[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "a", "first", "light", "of", "morning",
          "night", "cat", "dog", "sat", "on", "mat", "rocket", "flies", "to", "moon", "coffee",
          "is", "hot", "cold", "##s", "##ing", "##ed", "##er", ".", ",", "!", "?", "start", "warm",
          "new", "model");

  private Vocabulary() {}

  /** A WordPiece tokenizer in the Hugging Face format, as BERT's, in lower case. */
  static String tokenizerJson() {
    List<String> entries = new ArrayList<>();
    for (String word : WORDS) {
      entries.add("\"" + word + "\":" + entries.size());
    }
    return """
        {"version":"1.0","truncation":null,"padding":null,
        "added_tokens":[%s],
        "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,
        "strip_accents":null,"lowercase":true},
        "pre_tokenizer":{"type":"BertPreTokenizer"},
        "post_processor":{"type":"TemplateProcessing",
        "single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
        {"SpecialToken":{"id":"[SEP]","type_id":0}}],
        "pair":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
        {"SpecialToken":{"id":"[SEP]","type_id":0}},{"Sequence":{"id":"B","type_id":1}},
        {"SpecialToken":{"id":"[SEP]","type_id":1}}],
        "special_tokens":{"[CLS]":{"id":"[CLS]","ids":[2],"tokens":["[CLS]"]},
        "[SEP]":{"id":"[SEP]","ids":[3],"tokens":["[SEP]"]}}},
        "decoder":{"type":"WordPiece","prefix":"##","cleanup":true},
        "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",
        "max_input_chars_per_word":100,"vocab":{%s}}}
        """
        .formatted(
            String.join(
                ",",
                List.of(
                    added(0, "[PAD]"), added(1, "[UNK]"), added(2, "[CLS]"), added(3, "[SEP]"))),
            String.join(",", entries));
  }

  private static String added(int id, String word) {
    return """
        {"id":%d,"content":"%s","single_word":false,"lstrip":false,"rstrip":false,\
        "normalized":false,"special":true}\
        """
        .formatted(id, word);
  }
}
