"""The radix tree of prompts: what it finds, where it cuts, what it lets go."""

import torch

from hoidap.models.prefix_cache import PrefixCache, Segment, joined

BYTES = 2 * 2 * 3 * 4  # a token: two layers of keys and values, three numbers each, fp32


def segment(ids: list[int], start: int = 0) -> Segment:
    """Keys and values that tell which token at which position they belong to."""
    layer = torch.tensor([[[token, start + at, 0] for at, token in enumerate(ids)]], dtype=torch.float32)
    return Segment(tuple(ids), start, (layer, layer + 1), (layer + 2, layer + 3))


def holds(path: list[Segment], ids: list[int]) -> bool:
    whole = joined(path)
    return whole.ids == tuple(ids) and torch.equal(whole.keys[0], segment(ids).keys[0])


def test_an_empty_cache_knows_nothing() -> None:
    assert PrefixCache(1000).match([1, 2, 3]) == []


def test_the_longest_beginning_is_found() -> None:
    cache = PrefixCache(10_000)
    cache.insert(segment([1, 2, 3, 4]), [])
    assert holds(cache.match([1, 2, 3, 4, 5]), [1, 2, 3, 4])
    assert holds(cache.match([1, 2, 9]), [1, 2])
    assert cache.match([2]) == []
    assert cache.tokens == 4 and cache.bytes == 4 * BYTES  # cut in two, and none counted twice


def test_what_branches_off_shares_its_beginning() -> None:
    cache = PrefixCache(10_000)
    cache.insert(segment([1, 2, 3, 4]), [])
    path = cache.match([1, 2, 8, 9])
    cache.insert(segment([8, 9], start=2), [1, 2])
    assert holds(cache.match([1, 2, 8, 9]), [1, 2, 8, 9])
    assert holds(cache.match([1, 2, 3, 4]), [1, 2, 3, 4])
    assert cache.match([1, 2, 8, 9])[0] is path[0]
    assert cache.tokens == 6


def test_what_is_half_known_is_kept_once() -> None:
    cache = PrefixCache(10_000)
    cache.insert(segment([1, 2, 3]), [])
    cache.insert(segment([1, 2, 3, 4, 5]), [])
    cache.insert(segment([1, 2, 3, 4, 5]), [])
    assert holds(cache.match([1, 2, 3, 4, 5, 6]), [1, 2, 3, 4, 5])
    assert cache.tokens == 5


def test_what_was_used_longest_ago_goes_first() -> None:
    cache = PrefixCache(9 * BYTES)
    cache.insert(segment([1, 2, 3]), [])
    cache.insert(segment([10, 11, 12]), [])
    cache.insert(segment([20, 21, 22]), [])
    cache.match([1, 2, 3])
    cache.insert(segment([30, 31, 32]), [])
    assert cache.match([10, 11, 12]) == []
    assert holds(cache.match([1, 2, 3]), [1, 2, 3])
    assert cache.bytes <= cache.limit


def test_ends_go_before_the_beginning_that_they_share() -> None:
    cache = PrefixCache(6 * BYTES)
    cache.insert(segment([1, 2, 3]), [])
    for end in range(10, 20):
        cache.match([1, 2, 3, end, end])
        cache.insert(segment([end, end], start=3), [1, 2, 3])
    assert holds(cache.match([1, 2, 3, 19, 19]), [1, 2, 3, 19, 19])
    assert cache.tokens <= 6


def test_what_follows_something_forgotten_is_not_kept() -> None:
    cache = PrefixCache(10_000)
    cache.insert(segment([7, 8], start=3), [1, 2, 3])
    assert cache.tokens == 0 and cache.match([1, 2, 3, 7]) == []


def test_what_is_larger_than_the_cache_is_not_kept() -> None:
    cache = PrefixCache(2 * BYTES)
    cache.insert(segment([1, 2, 3]), [])
    assert cache.bytes == cache.tokens == 0


def test_a_clear_cache_is_empty_and_segments_in_use_stay() -> None:
    cache = PrefixCache(10_000)
    cache.insert(segment([1, 2, 3]), [])
    in_use = cache.match([1, 2, 3])
    cache.clear()
    assert cache.tokens == cache.bytes == 0 and cache.match([1]) == []
    assert holds(in_use, [1, 2, 3])
