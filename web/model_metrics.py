"""What the models' engines have done, for /metrics: read when it is asked for, and costing nothing until then."""

from collections.abc import Iterator

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from hoidap.models.info import engine_of, model_name

from .parts import Served

GAUGES = {
    "running": "Requests that are being answered.",
    "waiting": "Requests that wait for the model.",
    "queue": "Requests that may wait for the model.",
    "cache_tokens": "Tokens whose keys and values are kept.",
    "cache_bytes": "Bytes that the kept keys and values take.",
    "cache_limit": "Bytes that they may take.",
    "hit_rate": "Share of all prompt tokens that were found in the cache.",
}
COUNTERS = {
    "prompt_tokens": "Tokens of all prompts.",
    "cached_tokens": "Of these, tokens that were found in the cache.",
    "new_tokens": "Tokens written.",
    "forced_tokens": "Of these, tokens that the grammar left no choice about.",
    "passes": "Forward passes of the model.",
}


class ModelCollector(Collector):
    """Tells Prometheus of each model that runs in this process."""

    def __init__(self, served: Served) -> None:
        self.served = served

    def collect(self) -> Iterator[Metric]:
        """One family a figure, with a sample a model."""
        parts = self.served.parts
        llms = {model_name(parts.llm): parts.llm} if parts else {}
        if parts and parts.answer_llm is not parts.llm:
            name = model_name(parts.answer_llm)  # two folders may have one name
            llms[f"{name} (answers)" if name in llms else name] = parts.answer_llm
        now = [(name, engine.info()) for name, llm in llms.items() if (engine := engine_of(llm))]
        for name, meaning in GAUGES.items():
            gauge = GaugeMetricFamily(f"hoidap_model_{name}", meaning, labels=["model"])
            for model, info in now:
                gauge.add_metric([model], getattr(info, name))
            yield gauge
        for name, meaning in COUNTERS.items():
            counter = CounterMetricFamily(f"hoidap_model_{name}", meaning, labels=["model"])
            for model, info in now:
                counter.add_metric([model], getattr(info, name))
            yield counter
