"""One digest of several things tells them apart, however they are cut."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from generator.digest import SIZE, digest, digest_of_digests

PARTS = st.lists(st.binary(max_size=4), max_size=4)


@given(PARTS, PARTS)
def test_only_the_same_parts_have_the_same_digest(one, other):
    assert (digest(*one) == digest(*other)) == (one == other)


def test_where_a_part_ends_counts():
    told = [
        digest(b"a", b"bc"),
        digest(b"ab", b"c"),
        digest(b"abc"),
        digest(b"abc", b""),
        digest(b"", b"abc"),
        digest(),
    ]
    assert len({*told}) == len(told) and {len(one) for one in told} == {SIZE}
    assert all(one != other for one, other in pairwise(told))


@given(PARTS, PARTS)
def test_only_the_same_digests_in_the_same_order_have_the_same_digest(one, other):
    ones, others = [digest(part) for part in one], [digest(part) for part in other]
    assert (digest_of_digests(ones) == digest_of_digests(others)) == (one == other)
