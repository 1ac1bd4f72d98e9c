"""LoRA (Hu et al., 2021), and with weights in four bits QLoRA (Dettmers et al., 2023), by trl's SFTTrainer and peft."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from bitsandbytes.nn.modules import Linear4bit
from datasets import Dataset  # type: ignore[import-untyped]
from peft import LoraConfig, prepare_model_for_kbit_training
from torch.optim.lr_scheduler import LambdaLR
from transformers import AutoModelForCausalLM, BitsAndBytesConfig, TextGenerationPipeline, TrainerCallback
from transformers.trainer_callback import PrinterCallback
from trl.trainer.sft_config import SFTConfig
from trl.trainer.sft_trainer import SFTTrainer

from hoidap.models.chat import LocalChat
from hoidap.models.pipeline import LocalPipeline

from ..batches import IGNORED, Sample
from .errors import CannotTune
from .events import Event, Halved, Looked, Resumed, Went
from .judging import CACHE_MB
from .memory import Fit, out_of_memory
from .watch import Watch

if TYPE_CHECKING:
    from hoidap.models.profiles import Profile

RATE = 2e-4
ROWS = 16  # lessons of one step, however few of them fit into memory at once
EPOCHS = 3
WATCH = "watch.json"

Tell = Callable[[Event], None]
Look = Callable[[LocalChat], Looked]


def load_base(weights: str, device: str, *, four_bit: bool) -> Any:
    """The base to put adapters on: in nf4 with double quantisation and bf16 compute, or in 16 or 32 bits."""
    settings: dict[str, Any] = {"dtype": torch.float32 if device == "cpu" else torch.bfloat16, "device_map": device}
    if four_bit:
        settings["dtype"] = torch.bfloat16
        settings["quantization_config"] = BitsAndBytesConfig(  # type: ignore[no-untyped-call]
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=torch.bfloat16,
        )
    source: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False, "use_safetensors": True}
    model = AutoModelForCausalLM.from_pretrained(weights, **source, **settings)
    if four_bit:
        model = prepare_model_for_kbit_training(model, use_gradient_checkpointing=False)  # type: ignore[no-untyped-call]
        for module in model.modules():
            if isinstance(module, Linear4bit):
                # On a CPU the first look would repack the weights into a form through which no gradient comes back.
                module.support_avx512bf16_for_cpu = False
    return model


def lora(rank: int = 16) -> LoraConfig:
    """Adapters on every linear layer but the last, as QLoRA has them."""
    return LoraConfig(
        r=rank, lora_alpha=2 * rank, lora_dropout=0.05, target_modules="all-linear", task_type="CAUSAL_LM"
    )


def as_dataset(made: Sequence[Sample]) -> Dataset:
    """Token ids with the loss on the reply alone."""
    return Dataset.from_dict(
        {
            "input_ids": [prompt + reply for prompt, reply in made],
            "labels": [[IGNORED] * len(prompt) + reply for prompt, reply in made],
        }
    )


class AdapterTraining:
    """One training of adapters on the weights `base`; checkpoints and the best adapter lie in `work`."""

    def __init__(
        self, base: str, made: Sequence[Sample], work: Path, fit: Fit, device: str, tokenizer: Any, profile: Profile
    ) -> None:
        self.base, self.data, self.work, self.device = base, as_dataset(made), work, device
        self.tokenizer, self.profile = tokenizer, profile
        self.rows, self.longest = fit.rows, fit.longest
        self.watch = Watch(1.0)

    def run(self, look: Look, tell: Tell, watch: Watch, *, four_bit: bool, seed: int, rate: float = RATE) -> Path:
        """Train until the watch is over; returns the folder of the best adapter that `look` saw.

        Raises CannotTune where not even one lesson at a time fits into the memory.
        """
        while True:
            last = self._last_checkpoint()
            self.watch = Watch.read(Path(last) / WATCH, watch.seconds) if last else watch
            if last:
                tell(Resumed(self.watch.spent / 60, self.watch.steps))
            try:
                model = load_base(self.base, self.device, four_bit=four_bit)
                self._train(self._trainer(model, look, tell, seed, rate), last)
            except (RuntimeError, MemoryError) as error:
                if not out_of_memory(error):
                    raise
                self._halve(tell)
            else:
                return self.work / "best"

    def _last_checkpoint(self) -> str | None:
        """The newest whole checkpoint: the watch is written into it last."""
        whole = [file.parent for file in self.work.glob(f"checkpoint-*/{WATCH}")]
        return str(max(whole, key=lambda folder: int(folder.name.rpartition("-")[2]))) if whole else None

    def _train(self, trainer: SFTTrainer, last: str | None) -> None:
        trainer.train(resume_from_checkpoint=last)

    def _trainer(self, model: Any, look: Look, tell: Tell, seed: int, rate: float) -> SFTTrainer:
        steps = math.ceil(EPOCHS * len(self.data) / ROWS)
        config = SFTConfig(
            output_dir=str(self.work),
            per_device_train_batch_size=self.rows,
            gradient_accumulation_steps=max(1, ROWS // self.rows),
            activation_checkpointing=True,
            max_length=self.longest,
            max_steps=steps,
            learning_rate=rate,
            save_strategy="no",  # the watch says when
            save_total_limit=1,
            logging_strategy="no",
            report_to="none",
            disable_tqdm=True,
            seed=seed,
            bf16=self.device != "cpu",
            use_cpu=self.device == "cpu",
            dataloader_pin_memory=self.device == "cuda",
            dataset_kwargs={"skip_prepare_dataset": True},
        )
        callback = _Watching(self, look, tell, steps)
        trainer = _WatchedTrainer(
            model=model,
            args=config,
            train_dataset=self.data,
            processing_class=self.tokenizer,
            peft_config=lora(),
            callbacks=[callback],
        )
        trainer.remove_callback(PrinterCallback)
        trainer.watch = self.watch
        callback.model = trainer.model
        return trainer

    def _halve(self, tell: Tell) -> None:
        if self.rows == 1:
            raise CannotTune("There is not enough memory for one lesson; close other programs or take a smaller model.")
        self.rows //= 2
        tell(Halved(self.rows))


class _WatchedTrainer(SFTTrainer):
    """SFTTrainer with the rate that the watch says, for how many steps fit into the time is not known before."""

    watch: Watch

    def create_scheduler(self, num_training_steps: int, optimizer: Any = None) -> Any:
        steered: Any = self.optimizer if optimizer is None else optimizer
        self.lr_scheduler = LambdaLR(steered, lambda _: self.watch.rate(1.0))
        return self.lr_scheduler


class _Watching(TrainerCallback):
    """Tells the watch of each step, and does what it is time for."""

    def __init__(self, training: AdapterTraining, look: Look, tell: Tell, steps: int) -> None:
        self.training, self.look, self.tell, self.steps = training, look, tell, steps
        self.model: Any = None
        self.last = 0.0

    def on_step_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self.last = self.last or time.monotonic()

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        watch, now = self.training.watch, time.monotonic()
        watch.stepped(now - self.last, ROWS)
        self.tell(Went("training", max(watch.share, state.global_step / self.steps) * watch.seconds, watch.seconds))
        ends = watch.over() or state.global_step >= self.steps
        if watch.look_due() or ends:
            self._look()
        control.should_training_stop = ends or watch.over()
        control.should_save = watch.checkpoint_due() or control.should_training_stop
        self.last = time.monotonic()

    def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self.training.watch.write(Path(args.output_dir) / f"checkpoint-{state.global_step}" / WATCH)

    def _look(self) -> None:
        training, begin = self.training, time.monotonic()
        with asking(self.model, training.tokenizer, training.profile) as llm:
            seen = self.look(llm)
        best = training.watch.saw(seen.score, time.monotonic() - begin)
        if best:
            self.model.save_pretrained(training.work / "best")
        self.tell(replace(seen, minutes=training.watch.spent / 60, best=best))


@contextmanager
def asking(model: Any, tokenizer: Any, profile: Profile) -> Iterator[LocalChat]:
    """The chat model over adapters in training, as it is asked in production."""
    whole = model.get_base_model()
    was = whole.config.use_cache, model.training, whole.is_activation_checkpointing
    model.eval()
    whole.activation_checkpointing_disable()
    whole.config.use_cache = True
    pipeline = TextGenerationPipeline(model=whole, tokenizer=tokenizer)  # type: ignore[no-untyped-call]
    llm = LocalPipeline(
        pipeline=pipeline, model_id=profile.weights, pipeline_kwargs={"max_new_tokens": 256}, cache_bytes=CACHE_MB << 20
    )
    try:
        yield LocalChat(llm=llm, profile=profile)
    finally:
        llm.engine.close()
        whole.config.use_cache = was[0]
        model.train(was[1])
        if was[2]:
            whole.activation_checkpointing_enable()
