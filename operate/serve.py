"""Serves the bot: the action server and Rasa, side by side, until somebody stops them."""

from __future__ import annotations

from delivery.settings import Unfinished, settings
from operate.checks import check_folders, check_ports
from operate.credentials import credentials_for, is_slack_by_socket, is_slack_on, slack_in_words
from operate.endpoints import check_no_model_server, endpoints_for
from operate.model import is_built_before, provide_model
from operate.places import HOST, LOGS, MODEL, Ports, ports_from_environment
from operate.problem import Problem
from operate.processes import Interrupted, Part, Parts
from operate.readiness import wait_until_ready


def serve(command: str = "serve", production: bool = False) -> None:
    """Train if needed, start both servers, say when they are ready, and watch them.

    In production nothing is trained, and Rasa's own HTTP API, by which anybody could read and change conversations
    and replace the model, is not there.
    """
    ports = ports_from_environment()
    enquiries = _delivery()
    check_folders(model=not is_built_before())
    check_ports(ports, command)
    if production:
        check_no_model_server()
    is_slack_on()  # what is wrong with its settings is told before the training, not after
    provide_model()
    print("Starting the bot ...", flush=True)
    with Parts() as parts:
        actions = parts.start(action_server(ports))
        rasa = parts.start(_rasa_server(ports, production))
        if enquiries is not None:
            parts.start(enquiries)
        wait_until_ready(parts, rasa, actions, ports, production)
        if is_slack_by_socket():
            parts.start(_slack_socket(ports))
        if words := slack_in_words():
            print(words, flush=True)
        print(_for_a_person(ports) if command == "run" else _for_a_program(ports), flush=True)
        try:
            parts.wait()
        except Interrupted:
            print("\nStopping the bot.", flush=True)


def action_server(ports: Ports) -> Part:
    """Describe the action server. rasa_sdk's own command with our logs: `rasa run actions` loads all of Rasa first."""
    module = ["seeing.action_server", "--actions", "actions", "--port", str(ports.actions)]
    return Part("The action server", module, LOGS / "actions.log")


def _rasa_server(ports: Ports, production: bool = False) -> Part:
    module = ["seeing.rasa_server", "run", *([] if production else ["--enable-api"])]
    module += ["-i", HOST, "-p", str(ports.rasa), "--model", str(MODEL)]
    module += ["--endpoints", str(endpoints_for(ports)), "--credentials", str(credentials_for(ports))]
    return Part("Rasa", module, LOGS / "rasa.log")


def _delivery() -> Part | None:
    """Describe what delivers enquiries, where any place is set for them.

    A process of its own: it waits for mail servers, which must not hold up an answer, and there is one of it however
    many workers answer. It outlives a database or a mail server that is away.
    """
    try:
        if not settings().targets:
            return None
    except Unfinished as problem:
        raise Problem(f"{problem}") from problem
    return Part("The delivery of enquiries", ["delivery"], LOGS / "delivery.log")


def _slack_socket(ports: Ports) -> Part:
    module = ["channels.slack_socket", "--webhook", f"{ports.rasa_url}/webhooks/slack/webhook"]
    return Part("Slack's Socket Mode", module, LOGS / "slack.log")


def _for_a_program(ports: Ports) -> str:
    return f"Ready: {ports.rasa_url}/webhooks/rest/webhook (logs in {LOGS}/, Ctrl-C stops it)"


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
