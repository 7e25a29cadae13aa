"""Makes two small tokenizers and what they make of some texts.

Run once, with Python 3.11 and tokenizers==0.23.3:

    python src/test/python/tokenizer_golden.py src/test/resources/dev/firstlight/text

wordpiece.json is like BERT's, and carries a truncation and a padding section that must be
overridden; bpe.json is like GPT-2's, without special tokens. expected.json holds the ids that
Hugging Face's own library gives without truncation and padding.
"""

import json
import sys
from pathlib import Path

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

ROOT = Path(sys.argv[1])
CORPUS = [
    "first light is the moment a new instance answers its first request",
    "a cold start begins with the process and ends with the answer",
    "everything here is about reaching the light fast and knowing where the time went",
    "the instance was cold, the request was warm; the answer: 42!",
]
TEXTS = [
    "",
    " ",
    "first light",
    "The Instance answers.",
    "naïve café, where the time went?",
    "unbelievable zebra",
    "日本語 light",
    "emoji 🚀👩‍🚀 request",
    "tab\tnew\nline",
    "zero\u0000byte",
    "[CLS] cold [SEP]",
    "first light is the moment a new instance answers its first request " * 3,
]


def wordpiece():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"]
    tokenizer.train_from_iterator(
        CORPUS, trainers.WordPieceTrainer(vocab_size=220, special_tokens=special)
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(t, tokenizer.token_to_id(t)) for t in ("[CLS]", "[SEP]")],
    )
    return tokenizer


def bpe():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.train_from_iterator(
        CORPUS,
        trainers.BpeTrainer(
            vocab_size=330, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
        ),
    )
    return tokenizer


expected = {"texts": TEXTS}
for name, tokenizer in (("wordpiece", wordpiece()), ("bpe", bpe())):
    expected[name] = [tokenizer.encode(text).ids for text in TEXTS]
    if name == "wordpiece":
        tokenizer.enable_truncation(4)
        tokenizer.enable_padding(
            length=32, pad_id=tokenizer.token_to_id("[PAD]"), pad_token="[PAD]"
        )
    (ROOT / (name + ".json")).write_text(tokenizer.to_str(pretty=False), encoding="utf-8")
(ROOT / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
