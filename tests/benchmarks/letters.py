"""Letters: putting one together and setting it, of every rule in each language, warm (at most 50 ms each).

python -m tests.benchmarks.letters
"""

import time
from statistics import median

from msgspec.structs import replace

from adapters.exchange.languages import LetterLanguage
from adapters.exchange.letters.letter import Letter
from adapters.exchange.letters.typesetting import typeset_here
from tests.letters import LANGUAGES, Occasion, occasions

ROUNDS = 5


def made(occasion: Occasion, language: LetterLanguage, turn: int) -> bytes:
    """Make a letter that was not set before: typst remembers what it has set."""
    letter: Letter = occasion.letter(language)
    return typeset_here(replace(letter, name=f"{letter.name} {turn}"))


def main() -> None:
    """Print how long a letter takes by the clock, and in processor time of this process."""
    first = next(iter(occasions().values()))
    found = time.perf_counter()
    size = len(made(first, "ja", 0))
    print(f"letters, {len(occasions())} rules, {ROUNDS} rounds")
    print(
        f"  the first, fonts and template read: {(time.perf_counter() - found) * 1000:.0f} ms, {size:,} bytes"
    )
    for language in LANGUAGES:
        clock, processor = list[float](), list[float]()
        for turn in range(1, ROUNDS + 1):
            for occasion in occasions().values():
                begun, spent = time.perf_counter(), time.process_time()
                made(occasion, language, turn)
                clock.append((time.perf_counter() - begun) * 1000)
                processor.append((time.process_time() - spent) * 1000)
        clock.sort()
        p50, p99 = clock[len(clock) // 2], clock[len(clock) * 99 // 100]
        print(f"  {language:8} p50 {p50:.1f} ms   p99 {p99:.1f} ms   processor {median(processor):.1f} ms")


if __name__ == "__main__":
    main()
