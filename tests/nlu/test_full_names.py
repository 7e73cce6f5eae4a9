"""A qualification's full name is read as its level, or as its type where it has no level."""

import pytest

from nlu.full_names import full_name, read_as
from nlu.subjects import SubjectFinder


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Who is an ILM Level 3 Certificate meant for?", "Who is level 3 meant for?"),
        ("how long is the CMI lvl 5 diploma", "how long is level 5"),
        ("is a level 7 award hard", "is level 7 hard"),
        (
            "what does the ILM Level 5 Certificate in Coaching and Mentoring cover",
            "what does level 5 Coaching and Mentoring cover",
        ),
        ("tell me about an ILM diploma", "tell me about the diploma"),
        # nothing to cut
        ("who is level 3 for", "who is level 3 for"),
        ("what is ILM", "what is ILM"),
        ("does ILM say who a diploma is for", "does ILM say who a diploma is for"),  # not one name
        # compared by their names
        ("ILM level 3 certificate or CMI level 5 diploma", "ILM level 3 certificate or CMI level 5 diploma"),
        ("an ILM award or certificate", "an ILM award or certificate"),
    ],
)
def test_a_full_name_is_cut_down(finder: SubjectFinder, text: str, read: str) -> None:
    assert read_as(text, finder.read(text)[1]) == read


def test_what_is_ruled_out_keeps_its_name(finder: SubjectFinder) -> None:
    text = "anything but the ILM level 3 certificate, what about CMI"
    assert full_name(text, finder.read(text)[1]) is None
