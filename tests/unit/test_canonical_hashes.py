"""What is written out for speed is what the libraries give, to the letter (A5)."""

import hashlib
import json
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st
from joserfc import jws

from accreditation import receipts
from accreditation.answer_log import hash_of
from people.vocabulary import Tier

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


@given(values)
@example({"€": 1, "\r": 2, "\ufb33": 3, "\U0001f600": 4, "\x80": 5, "ö": 6})
@example({"a": '\x00\x1f\x7f\u2028"\\/', "b": 1.0, "c": -0.0, "d": 1e30, "e": Tier.SIMPLE})
def test_a5_the_hash_of_a_value_is_of_its_canonical_json(value: Any) -> None:
    assert hash_of(value) == hashlib.sha256(rfc8785.dumps(value)).hexdigest()


@pytest.mark.parametrize(
    "value", [2**53, -(2**53), float("nan"), float("inf"), "\ud800", {"a": ["\udfff"]}, {"\ud800": 1}]
)
def test_a5_what_has_no_canonical_form_has_no_hash(value: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - which words it says is the library's
        hash_of(value)


@given(st.dictionaries(texts, texts | st.integers() | st.booleans(), max_size=6), st.sampled_from(["JWT", "other+jwt"]))
def test_a5_a_receipt_is_what_the_library_would_sign(claims: dict[str, Any], kind: str) -> None:
    key = receipts.signing_key()
    payload = json.dumps(claims, separators=(",", ":"), ensure_ascii=False).encode()
    by_library = jws.serialize_compact(receipts._header(key, kind), payload, key, algorithms=[receipts.ALGORITHM])
    assert receipts.signed_by(key, claims, kind) == by_library
