"""Serves the bot: Rasa and its action server, or several such pairs behind nginx, until somebody stops them."""

from __future__ import annotations

import os
from collections.abc import Iterator

from delivery.settings import Unfinished, settings
from operate.checks import check_folders, check_ports
from operate.credentials import credentials_for, is_slack_by_socket, is_slack_on, slack_in_words
from operate.endpoints import check_no_model_server, endpoints_for
from operate.front import front_door
from operate.model import is_built_before, provide_model
from operate.places import (
    HOST,
    LOGS,
    MODEL,
    Ports,
    host_from_environment,
    ports_from_environment,
    public_port_from_environment,
    servers_from_environment,
)
from operate.problem import Problem
from operate.processes import Interrupted, Part, Parts
from operate.reach import check_stores
from operate.supervise import Note, Pair, Supervisor, note_of


def serve(
    command: str = "serve", servers: int | None = None, until_ready: bool = False, production: bool = False
) -> None:
    """Check what can be checked, train if needed, start everything, say when it is ready, and watch it.

    In production nothing is trained, and Rasa's own HTTP API, by which anybody could read and change conversations
    and replace the model, is not there.
    """
    ports, count = ports_from_environment(), servers or servers_from_environment()
    if production:
        check_no_model_server()
    check_folders(model=not is_built_before())
    check_stores(count)
    enquiries = _delivery()
    is_slack_on()  # what is wrong with its settings is told before the training, not after
    pairs = [_pair(each, number, count, production) for number, each in enumerate(_ports_of(ports, count), 1)]
    check_ports(_wanted(ports, pairs), command)
    front = [front_door(public_port_from_environment(), ports.rasa, [p.ports for p in pairs])] if count > 1 else []
    provide_model()
    print("Starting the bot ..." if count == 1 else f"Starting {count} servers ...", flush=True)
    if front:  # the channels must know who asks: behind nginx everybody seems to be this machine
        os.environ.setdefault("ADVISER_TRUSTED_PROXIES", "127.0.0.0/8")
    with Parts() as parts:
        for pair in pairs:
            pair.start(parts)
        for pair in pairs:
            pair.wait(parts)
        for part in (*enquiries, *front, *_slack_socket(ports)):
            parts.start(part)
        _tell(command, ports, count)
        if until_ready:
            return
        try:
            Supervisor(parts, pairs, Note(note_of(ports.rasa))).watch()
        except Interrupted:
            print("\nStopping the bot.", flush=True)


def _tell(command: str, ports: Ports, count: int) -> None:
    if words := slack_in_words():
        print(words, flush=True)
    print(_for_a_person(ports) if command == "run" else _for_a_program(ports, count), flush=True)


def action_server(ports: Ports, number: str = "") -> Part:
    """Describe the action server: rasa_sdk's command with our logs. `rasa run actions` loads all of Rasa first."""
    module = ["seeing.action_server", "--actions", "actions", "--port", str(ports.actions)]
    return Part(f"The action server{number}", module, LOGS / f"actions{number.replace(' ', '-')}.log")


def _delivery() -> list[Part]:
    """Describe what delivers enquiries, where any place is set for them.

    A process of its own: it waits for mail servers, which must not hold up an answer, and there is one of it however
    many workers answer. It outlives a database or a mail server that is away.
    """
    try:
        if not settings().targets:
            return []
    except Unfinished as problem:
        raise Problem(f"{problem}") from problem
    return [Part("The delivery of enquiries", ["delivery"], LOGS / "delivery.log")]


def _slack_socket(ports: Ports) -> list[Part]:
    """Describe what fetches messages from Slack, where there is no public address for it to send them to."""
    if not is_slack_by_socket():
        return []
    module = ["channels.slack_socket", "--webhook", f"{ports.rasa_url}/webhooks/slack/webhook"]
    return [Part("Slack's Socket Mode", module, LOGS / "slack.log")]


def _ports_of(ports: Ports, count: int) -> list[Ports]:
    """Those of each pair: one alone has the ports that were asked for, several have those after them."""
    if count == 1:
        return [ports]
    return [Ports(ports.rasa + number, ports.actions + number) for number in range(1, count + 1)]


def _wanted(ports: Ports, pairs: list[Pair]) -> Iterator[tuple[int, str]]:
    """All ports that are needed, each with the variable that sets it."""
    if len(pairs) > 1:
        yield ports.rasa, "PORT"
        yield public_port_from_environment(), "PUBLIC_PORT"
    for pair in pairs:
        yield pair.ports.rasa, "PORT"
        yield pair.ports.actions, "ACTIONS_PORT"


def _pair(ports: Ports, number: int, count: int, production: bool = False) -> Pair:
    """One Rasa server and its action server. Rasa's API is for one server that only this machine can reach."""
    host, name = host_from_environment(), "" if count == 1 else f" {number}"
    module = [
        "seeing.rasa_server",
        "run",
        "-i",
        HOST if count > 1 else host,
        "-p",
        str(ports.rasa),
        "--model",
        str(MODEL),
    ]
    module += ["--endpoints", str(endpoints_for(ports)), "--credentials", str(credentials_for(ports))]
    module += ["--enable-api"] if count == 1 and host == HOST and not production else []
    rasa = Part(f"Rasa{name}", module, LOGS / f"rasa{name.replace(' ', '-')}.log")
    return Pair(ports, rasa, action_server(ports, name))


def _for_a_program(ports: Ports, count: int) -> str:
    public = f", for everybody: http://{HOST}:{public_port_from_environment()}/" if count > 1 else ""
    return f"Ready: {ports.rasa_url}/webhooks/rest/webhook{public} (logs in {LOGS}/, Ctrl-C stops it)"


def _for_a_person(ports: Ports) -> str:
    question = '{"sender": "me", "message": "Which qualification is right for me?"}'
    return (
        "\nThe bot is ready. Talk to it from another window:\n\n"
        "  make shell\n\n"
        "or on a website, in a browser (its own page for that):\n\n"
        f"  {ports.rasa_url}/webhooks/web/demo/\n\n"
        "or send it one message:\n\n"
        f"  curl -s {ports.rasa_url}/webhooks/rest/webhook \\\n"
        "    -H 'Content-Type: application/json' \\\n"
        f"    -d '{question}'\n\n"
        f"Its logs are in {LOGS}/. Ctrl-C stops it."
    )
