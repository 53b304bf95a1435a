"""The forms as data: their size, their codebook, and that no label of the form is taken for another."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers import codebook, form

ROOT = Path(__file__).parent.parent


def test_the_codebook_is_the_one_that_the_forms_make() -> None:
    assert (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8") == codebook.markdown()


def test_the_forms_have_the_figures_of_their_instruments() -> None:
    assert {on: sum(len(form.cells(name, on)) for name in form.TABLES) for on in form.FORMS} == {
        "2021": 200,
        "2019": 198,
    }
    assert {on: len([field for field in form.fields() if field.form == on]) for on in form.FORMS} == {
        "2021": 200,
        "2019": 198,
    }


@pytest.mark.parametrize("name", form.TABLES)
def test_every_label_names_its_own_item(name: str) -> None:
    words = form.item_words(name)
    for item in form.table(name).items:
        for label in (item.zh, *item.aliases):
            assert words.match(label) == (item.key, 1.0)


@pytest.mark.parametrize("name", form.TABLES)
def test_no_label_is_taken_for_its_neighbour_when_one_character_is_misread(name: str) -> None:
    words = form.item_words(name)
    for item in form.table(name).items:
        for at in range(len(item.zh)):
            found = words.match(item.zh[:at] + "囗" + item.zh[at + 1 :])
            assert found is None or found[0] == item.key


def test_every_identity_names_cells_of_its_form() -> None:
    for on in form.FORMS:
        for name in form.TABLES:
            cells = set(form.cells(name, on))
            assert all(set(one.cells) <= cells for one in form.identities(name, on))
