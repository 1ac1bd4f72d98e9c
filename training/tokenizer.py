"""The embedded model's tokenizer: byte-level BPE that splits identifiers into words, with the slots as whole tokens."""

from __future__ import annotations

from collections.abc import Iterable

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from hoidap.chains.slots import COUNTS, MARK

PAD, END = "<|pad|>", "<|end|>"
ROLES = {"system": "<|system|>", "user": "<|user|>", "assistant": "<|assistant|>"}
CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|' + message['role'] + '|>' + message['content'] }}"
    "{% if message['role'] == 'assistant' %}{{ '<|end|>' }}{% endif %}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)
# Words in one case, humps of camelCase, single digits, punctuation: AuthorName and "author name" share their pieces.
WORDS = r" ?\p{Lu}?\p{Ll}+| ?\p{Lu}+(?!\p{Ll})|\p{N}| ?[^\s\p{L}\p{N}]|\s"


def train_tokenizer(texts: Iterable[str], vocabulary: int = 6000) -> PreTrainedTokenizerFast:
    """Train on `texts` (rendered prompts and replies); `vocabulary` counts the pieces without the slots."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(WORDS), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[PAD, END, *ROLES.values()],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator((text.replace(MARK, " ") for text in texts), trainer)
    slots = [f"{MARK}{kind}{number}" for kind, count in COUNTS.items() for number in range(count)]
    tokenizer.add_tokens([AddedToken(slot, normalized=False, special=False) for slot in slots])
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, pad_token=PAD, eos_token=END, clean_up_tokenization_spaces=False
    )
    fast.chat_template = CHAT_TEMPLATE
    return fast
