"""Sentences are said in the reader's language, one by one or by the thousand."""

from __future__ import annotations

import pytest
from flask_babel import force_locale

from app.foundation.messages import one_reader, say


@pytest.mark.usefixtures("in_chinese")
def test_for_one_reader_sentences_are_the_same_and_forgotten_afterwards() -> None:
    due = say("Due: %(at)s", at=say("Mon"))
    with one_reader():
        assert [str(due), str(due)] == ["到期：周一"] * 2
    with force_locale("en"):
        assert str(due) == "Due: Mon"


def test_without_an_application_a_sentence_is_its_english() -> None:
    with one_reader():
        assert str(say("Due: %(at)s", at="noon")) == "Due: noon"
