"""Field encryption: what is stored cannot be read, moved or changed."""

import pytest

from portal.db.crypto import CannotOpen, FieldCipher

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))


@pytest.fixture
def cipher():
    return FieldCipher(KEY)


def test_what_is_sealed_opens_again_and_never_looks_the_same(cipher):
    first, second = (cipher.seal("15888512345", context="kandidat.1.a") for _ in range(2))
    assert cipher.open(first, context="kandidat.1.a") == "15888512345"
    assert first != second
    assert b"15888512345" not in first


@pytest.mark.parametrize("context", ["kandidat.1.b", "kandidat.2.a", ""])
def test_a_value_moved_to_another_row_does_not_open(cipher, context):
    sealed = cipher.seal("15888512345", context="kandidat.1.a")
    with pytest.raises(CannotOpen):
        cipher.open(sealed, context=context)


def test_another_key_or_a_changed_byte_does_not_open(cipher):
    sealed = cipher.seal("15888512345", context="k")
    with pytest.raises(CannotOpen):
        FieldCipher(OTHER).open(sealed, context="k")
    for at in (0, 5, len(sealed) - 1):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(CannotOpen):
            cipher.open(changed, context="k")


def test_the_index_finds_equals_within_one_tenant_only(cipher):
    assert cipher.index("1", context="1") == cipher.index("1", context="1")
    assert cipher.index("1", context="1") != cipher.index("1", context="2")
    assert cipher.index("1", context="1") != FieldCipher(OTHER).index("1", context="1")


def test_a_short_key_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        FieldCipher(b"short")
