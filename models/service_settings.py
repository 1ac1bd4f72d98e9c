"""How a language service writes: what may be read and changed while it runs."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .errors import WrongSetting

MOST_TOKENS = 8192


class GenerationSettings(BaseModel):
    """The settings of one language service; never changed in place, so that an answer keeps to those it began with."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    max_tokens: int = Field(default=256, ge=1, le=MOST_TOKENS, description="Most tokens of one answer.")
    temperature: float = Field(default=0.0, ge=0, le=2, description="0 always takes the likeliest token.")
    top_p: float = Field(
        default=1.0,
        gt=0,
        le=1,
        description="Above temperature 0: choose among the likeliest tokens that reach this share.",
    )
    system: str = Field(default="", max_length=20_000, description="What the model is told before every question.")

    def changed(self, **changes: Any) -> Self:
        """Return these settings with some changed; raises WrongSetting, one sentence on the first that is wrong."""
        try:
            return type(self)(**{**self.model_dump(), **changes})
        except ValidationError as error:
            raise WrongSetting(_sentence(error, list(type(self).model_fields))) from error


def settings_of(llm: Any) -> GenerationSettings:
    """Return the settings with which a chat model was made, as far as it tells."""
    own = {name: getattr(llm, name, None) for name in ("max_tokens", "temperature", "top_p")}
    if own["max_tokens"] is None:
        own["max_tokens"] = (getattr(getattr(llm, "llm", None), "pipeline_kwargs", None) or {}).get("max_new_tokens")
    else:  # to which a model on a server has added what it may think
        own["max_tokens"] -= getattr(getattr(llm, "profile", None), "thinking_tokens", 0)
    return GenerationSettings().changed(**{name: value for name, value in own.items() if value is not None})


def _sentence(error: ValidationError, known: list[str]) -> str:
    found = error.errors()[0]
    name = ".".join(map(str, found["loc"]))
    if found["type"] == "extra_forbidden":
        return f"There is no setting {name}: choose among {', '.join(known)}."
    shown = repr(found["input"])
    what = shown if len(shown) <= 40 else "what was given"
    return f"{name} cannot be {what}: {found['msg'][0].lower()}{found['msg'][1:]}."
