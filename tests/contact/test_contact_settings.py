"""What an operator sets: read, or refused in words that say what to mend; and what an editor writes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from adviser.knowledge import KNOWLEDGE, load
from delivery.settings import Mail, Settings, Unfinished, settings

ROOT = Path(__file__).resolve().parents[2]
DESK = {"ADVISER_ENQUIRIES_DESK": "the team"}
MAIL = {"ADVISER_SMTP_URL": "smtp://mail.example.org", "ADVISER_ENQUIRIES_TO": "desk@example.org"}
HOOK = {
    "ADVISER_ENQUIRIES_WEBHOOK": "https://crm.example.org/in",
    "ADVISER_ENQUIRIES_WEBHOOK_SECRET": "0123456789abcdef",
}
SLACK = {"ADVISER_ENQUIRIES_SLACK_CHANNEL": "C1", "SLACK_BOT_TOKEN": "xoxb-1"}


def test_nothing_set_is_nowhere_to_go() -> None:
    assert settings({}) == Settings()
    assert settings(DESK).targets == ()
    assert settings({"SLACK_BOT_TOKEN": "xoxb-1"}).targets == ()  # the bot talks in Slack, and that is all


def test_all_three_places() -> None:
    assert settings({**DESK, **MAIL, **HOOK, **SLACK}).targets == ("mail", "hook", "slack")


def test_a_mail_server_with_its_user_and_the_port_of_its_kind() -> None:
    found = settings({**DESK, **MAIL, "ADVISER_SMTP_URL": "smtp+starttls://bot%40acme:p%2Fw@mail.example.org"}).mail
    assert found == Mail(
        "mail.example.org", 587, "smtp+starttls", "bot@acme", "p/w", ("desk@example.org",), "desk@example.org"
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (MAIL, "ADVISER_ENQUIRIES_DESK"),
        ({**DESK, "ADVISER_SMTP_URL": "smtp://mail.example.org"}, "ADVISER_ENQUIRIES_TO is not"),
        ({**DESK, "ADVISER_ENQUIRIES_TO": "desk@example.org"}, "ADVISER_SMTP_URL is not"),
        ({**DESK, **MAIL, "ADVISER_SMTP_URL": "mail.example.org"}, "begins with one of smtp://"),
        ({**DESK, **MAIL, "ADVISER_SMTP_URL": "smtp://mail.example.org:many"}, "port"),
        ({**DESK, **MAIL, "ADVISER_ENQUIRIES_TO": "desk"}, "'desk', which is no email address"),
        ({**DESK, **MAIL, "ADVISER_ENQUIRIES_FROM": "bot@"}, "ADVISER_ENQUIRIES_FROM"),
        ({**DESK, "ADVISER_ENQUIRIES_WEBHOOK": "https://crm.example.org/in"}, "ADVISER_ENQUIRIES_WEBHOOK_SECRET"),
        ({**DESK, **HOOK, "ADVISER_ENQUIRIES_WEBHOOK_SECRET": "short"}, "16 signs"),
        ({**DESK, **HOOK, "ADVISER_ENQUIRIES_WEBHOOK": "http://crm.example.org/in"}, "use https://"),
        ({**DESK, **HOOK, "ADVISER_ENQUIRIES_WEBHOOK": "crm.example.org"}, "no web address"),
        ({**DESK, "ADVISER_ENQUIRIES_SLACK_CHANNEL": "C1"}, "SLACK_BOT_TOKEN is not"),
        ({**DESK, **MAIL, "ADVISER_ENQUIRIES_DAYS": "for ever"}, "whole number of days"),
        ({**DESK, **MAIL, "ADVISER_PRIVACY_URL": "our website"}, "ADVISER_PRIVACY_URL"),
    ],
)
def test_what_is_half_set_is_refused_with_its_name_and_a_mend(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(Unfinished, match=said.replace("+", r"\+")):
        settings(wrong)


def test_no_refusal_tells_a_secret() -> None:
    with pytest.raises(Unfinished) as problem:
        settings({**DESK, **MAIL, "ADVISER_SMTP_URL": "gopher://user:hush-hush@mail.example.org"})
    assert "hush-hush" not in str(problem.value)


@pytest.mark.parametrize("command", [["operate", "serve"], ["delivery"]])
def test_what_is_half_set_starts_nothing(command: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "ADVISER_ENQUIRIES_TO": "desk@example.org"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "ADVISER_SMTP_URL is not" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["feedback", "outbox", "person", "serve"])
def test_every_command_says_what_it_does(command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "operate", command, "--help"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0
    assert "Environment: " in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["outbox", "show", "zz"], "No enquiry with the reference 'zz'"),
        (["person", "erase", "nobody", "--yes"], "Nothing is kept under 'nobody'"),
        (["feedback", "--since", "yesterday"], "'yesterday' is no day"),
    ],
)
def test_an_operators_slip_gets_plain_words(database: str, arguments: list[str], said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "operate", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('agree: ["yes", yes please', "agree: [yes, yes please", "'agree' holds True"),
        ("  consent: ", "  consant: ", "no 'consent'"),
        ("{label}: {value}", "{labl}: {value}", "unknown place '{labl}'"),
        ("- id: phone", "- id: fone", "'fone' is not a known field"),
        ("  refuse: No, thank you\n", "", "no 'refuse'"),
    ],
)
def test_an_editors_slip_is_told_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = Path(shutil.copytree(ROOT / "tests" / "core" / "small", tmp_path / "knowledge"))
    text = (KNOWLEDGE / "contact.yml").read_text(encoding="utf-8")
    assert old in text
    (folder / "contact.yml").write_text(text.replace(old, new, 1), encoding="utf-8")
    found = [problem for problem in load(folder, date.today())[1] if problem.file == "knowledge/contact.yml"]
    assert any(said in str(problem) for problem in found)
    assert all(problem.line >= 1 and problem.mend for problem in found)
