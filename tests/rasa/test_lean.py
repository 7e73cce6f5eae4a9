"""What the environment leaves out or puts off: harmless to name, real when used, plainly told when missing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("sklearn", "scipy.stats", "matplotlib", "networkx", "pymongo", "slack_sdk", "rich", "jinja2")
CREDENTIALS = {
    "telegram": ({"access_token": "1:a", "verify": "b", "webhook_url": "https://x.test"}, "aiogram"),
    "twilio": ({"account_sid": "a", "auth_token": "b", "twilio_number": "1"}, "twilio"),
    "webexteams": ({"access_token": "a", "room": "b"}, "webexteamssdk"),
}


def run(script: str, path: Path | None = None) -> str:
    """What a script prints in a Python of its own; a folder may stand before everything that is installed."""
    script = f"import sys; sys.path.insert(0, {str(path)!r}) if {path is not None} else None\n{script}"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def channel(name: str) -> str:
    """A script that makes a built-in channel ready to send, and prints what became of it."""
    return f"""
from rasa.core.run import _create_single_channel
try:
    made = _create_single_channel({name!r}, {CREDENTIALS[name][0]!r})
    print(type(made.get_output_channel()).__name__)
except ImportError as error:
    print(error)
"""


def test_a_server_starts_without_what_nobody_has_asked_for() -> None:
    script = "import json, sys, rasa.__main__, rasa.core.run, rasa.core.agent, rasa.engine.recipes.default_recipe"
    loaded = json.loads(run(f"{script}\nprint(json.dumps(sorted(sys.modules)))"))
    assert set(HEAVY) & set(loaded) == set()


@pytest.mark.parametrize("name", CREDENTIALS)
def test_a_channel_whose_package_is_left_out_says_what_to_install(name: str) -> None:
    package = CREDENTIALS[name][1]
    said = run(channel(name))
    assert f"needs the package {package}" in said
    assert f"pip install '{package}" in said


def test_once_installed_it_is_used(tmp_path: Path) -> None:
    for module, text in {
        "__init__": "",
        "rest": "class Client:\n    def __init__(self, *given):\n        self.given = given\n",
        "base/__init__": "",
        "base/exceptions": "class TwilioRestException(Exception): pass\n",
        "twiml/__init__": "",
        "twiml/voice_response": "class VoiceResponse: pass\nclass Gather: pass\n",
    }.items():
        file = tmp_path / "twilio" / f"{module}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    # an exception is the real one by the time somebody could catch it
    also = "import rasa.core.channels.twilio as it\nprint(it.TwilioRestException.__mro__[1].__name__)"
    assert run(channel("twilio") + also, tmp_path).split() == ["TwilioOutput", "Exception"]


def test_a_store_that_is_left_out_says_what_to_install() -> None:
    script = """
from rasa.core.tracker_store import DynamoTrackerStore
from rasa.shared.core.domain import Domain
try:
    DynamoTrackerStore(Domain.empty())
except ImportError as error:
    print(error)
"""
    assert "pip install 'boto3" in run(script)


def test_what_is_put_off_becomes_the_real_thing_on_first_use() -> None:
    script = """
import sys
import rasa.core.channels.slack as slack, rasa.utils.tensorflow.model_data as data
from scipy import sparse
matrix = isinstance(sparse.eye(2), data.scipy.sparse.spmatrix)
print(type(slack.AsyncWebClient).__name__, "slack_sdk" in sys.modules, matrix)
print(type(slack.SlackBot("token").client).__module__, type(slack.AsyncWebClient).__name__)
print([len(part) for part in data.train_test_split(list(range(10)), test_size=3)], type(data.train_test_split).__name__)
"""
    assert run(script).splitlines() == [
        "Deferred False True",
        "slack_sdk.web.async_client type",
        "[7, 3] function",
    ]


def test_a_dotted_import_brings_all_that_it_names() -> None:
    assert run("import rasa.core.channels.hangouts as it; print(it.google.auth.transport.requests.Request.__name__)")


def test_other_modules_import_as_ever() -> None:
    script = (
        "import rasa.core.run, jwt, sys; from sklearn import metrics; print(type(jwt).__name__, type(metrics).__name__)"
    )
    assert run(script) == "module module"
