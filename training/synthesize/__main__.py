"""Print samples: `python -m hoidap.training.synthesize --seed 1 --count 20 [--language vi] [--kind count]`."""

import argparse
from random import Random

from . import questions, random_schema


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--language", choices=("vi", "en"))
    parser.add_argument("--kind")
    parser.add_argument("--schemas", action="store_true", help="print each sample's schema too")
    options = parser.parse_args()
    shown = 0
    for example in questions(Random(options.seed), random_schema):
        if (options.language or example.language) != example.language or (options.kind or example.kind) != example.kind:
            continue
        if options.schemas:
            print(example.schema.render())
        for past in example.history:
            print(f"  . {past.question}\n    {past.sql}")
        print(f"{example.language} {example.kind}: {example.question}\n    {example.sql}\n")
        shown += 1
        if shown >= options.count:
            return


if __name__ == "__main__":
    main()
