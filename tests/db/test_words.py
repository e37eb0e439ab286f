"""Search words: what is stored must be found by what people type, and by nothing far from it."""

import pytest

from portal.db.words import (
    MAX_CANDIDATES,
    MAX_QUERY_WORDS,
    MAX_WORDS,
    candidate_prefix,
    edit_distance,
    fold,
    number_words,
    query_words,
    rank_by_distance,
    search_words,
)


def finds(typed: str, stored: set[str]) -> bool:
    """As the database does it: every typed word is a prefix of some stored word."""
    asked = query_words(typed)
    return bool(asked) and all(any(word.startswith(part) for word in stored) for part in asked)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Bjørn Åsen", "bjorn"),
        ("Bjørn Åsen", "bjørn"),
        ("Bjørn Åsen", "BJØ"),
        ("Bjørn Åsen", "bjoern aasen"),
        ("Bjørn Åsen", "asen bjorn"),
        ("Bjørn Aasen", "åsen"),
        ("Haakon Ærlig", "håkon aerlig"),
        ("Bjorn Berg", "bjørn"),
        ("Storbetong AS", "betong"),
        ("Storbetong AS", "storb"),
        ("Byggmester Haug A/S", "haug as"),
        ("Renée Łódź", "renee lodz"),
        ("Ánde Đuokŋa", "ande duokna"),
        ("LS-2041", "ls2041"),
        ("LS-2041", "ls-2041"),
        ("LS-2041", "2041"),
        ("Solbakken kommune", "solbakken komm"),
        ("Storgata 12, 5003 Bergen", "storgata 12 5003"),
        ("Müller", "muller"),
    ],
)
def test_names_are_found(name, typed):
    assert finds(typed, search_words(name))


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Bjørn Åsen", "bjarn"),
        ("Storbetong AS", "tre"),
        ("Storbetong AS", "ng"),
        ("Bjørn", ""),
        ("Bjørn", "…"),
        ("Fjordtre", "ordx"),
    ],
)
def test_what_is_not_there_is_not_found(name, typed):
    assert not finds(typed, search_words(name))


def test_the_middle_needs_the_suffixes():
    assert not finds("betong", search_words("Storbetong AS", suffixes=False))
    assert finds("stor", search_words("Storbetong AS", suffixes=False))


@pytest.mark.parametrize(
    ("number", "typed"),
    [
        ("998123451", "998 123 451"),
        ("998123451", "998123451"),
        ("998123451", "NO 998 123 451 MVA"),
        ("998123451", "no998123451mva"),
        ("998123451", "998 123"),
        ("998123451", "998.123.451"),
        ("998123451", "451"),
        ("+4741234567", "412 34 567"),
        ("+4741234567", "41 23 45 67"),
        ("+4741234567", "+47 412 34 567"),
        ("+4741234567", "004741234567"),
        ("+4741234567", "34567"),
        ("+4741234567", "412 34"),
        ("+46812345678", "+46 8 123 456 78"),
        ("12345678903", "1234.56.78903"),
        ("12345678903", "1234 56 78903"),
        ("000123", "123"),
        (10042, "10042"),
        (10042, "042"),
    ],
)
def test_numbers_are_found_in_any_grouping(number, typed):
    assert finds(typed, number_words(number))


@pytest.mark.parametrize(
    ("number", "typed"), [("998123451", "998 123 452"), ("+4741234567", "47413"), ("998123451", "51")]
)
def test_another_number_is_not_found(number, typed):
    assert not finds(typed, number_words(number))


def test_numbers_that_do_not_belong_together_stay_apart():
    assert query_words("12 5003") == ["12", "5003"]
    assert query_words("412 34 567") == ["41234567"]
    assert query_words("faktura 20 117") == ["faktura", "20", "117"]


def test_folding_is_stable():
    for text in ("Bjørn", "HÅKON", "Æ ø å", "straße", "ﬁn", "Łódź"):
        assert fold(fold(text)) == fold(text)


def test_the_number_of_words_is_bounded():
    assert len(search_words("donaudampskipsfartsselskapskaptein" * 3)) <= 20
    assert len(search_words(" ".join(f"ord{i}langtnavn" for i in range(1000)))) == MAX_WORDS
    assert max(map(len, search_words("x" * 500))) == 40
    assert len(query_words(" ".join(map(str, range(100))))) == MAX_QUERY_WORDS
    # when there is no room for all, whole words are kept before suffixes
    many = [f"ord{i}langtnavn" for i in range(MAX_WORDS)]
    assert search_words(" ".join(many)) == set(many)


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        ("fjordtre", "fjordtre", 0),
        ("fjordte", "fjordtre", 1),
        ("fjorrdtre", "fjordtre", 1),
        ("fjordrte", "fjordtre", 1),
        ("fjerdtre", "fjordtre", 1),
        ("solvik", "solbakk", None),
        ("", "ab", 2),
        ("ab", "", 2),
    ],
)
def test_distance_counts_letters(a, b, distance):
    assert edit_distance(a, b, at_most=2) == distance


def test_distance_stops_at_its_bound():
    assert edit_distance("abcdef", "ghijkl", at_most=5) is None
    assert edit_distance("abc", "abcdef", at_most=2) is None
    assert edit_distance("abcdef", "ghijkl", at_most=6) == 6


def test_a_misspelt_word_finds_the_nearest_first():
    stored = [("fjordtun", 1), ("fjordtre", 2), ("fjordte", 3), ("fjellheim", 4)]
    assert candidate_prefix("fjortdre") == "fjo"
    assert [key for _word, key in rank_by_distance("fjortdre", stored)] == [2, 3]
    assert rank_by_distance("berg", [("bord", 1), ("berge", 2)]) == [("berge", 2)]
    assert len(rank_by_distance("berg", [("berge", i) for i in range(50)], limit=5)) == 5


def test_only_so_many_candidates_are_looked_at():
    looked_at = []

    def endless():
        while True:
            looked_at.append(1)
            yield "berg", 1

    rank_by_distance("berg", endless())
    assert len(looked_at) <= MAX_CANDIDATES + 1
