"""The places an enquiry can be brought to. Each brings it or raises `NotThere`."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import logging
import re
import smtplib
import ssl
from abc import ABC, abstractmethod
from dataclasses import asdict
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from delivery.settings import Channel, Hook, Mail, Settings
from stores.enquiries import Enquiry

logger = logging.getLogger(__name__)

# Slack's library logs answers it cannot read, whatever stands in them.
SILENT = logging.Logger("silent", level=logging.CRITICAL + 1)
CODE = re.compile(r"[a-z_]{1,60}")  # an error as Slack names it
SECONDS = 20  # that a place may take to answer
SIGNS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})  # that Slack reads as its own


class NotThere(Exception):
    """An enquiry could not be brought there: what failed, in few words without anything of the person's.

    `wait` is how many seconds the place asks for before the next attempt; None where it asks for none.
    """

    def __init__(self, what: str, wait: float | None = None) -> None:
        super().__init__(what)
        self.wait = wait


class Place(ABC):
    """Somewhere that takes enquiries."""

    @abstractmethod
    def bring(self, enquiry: Enquiry) -> None:
        """Bring one there, or raise `NotThere`."""


class MailServer(Place):
    """A mail server; the letter's Message-ID is the same at every attempt, so that a second copy is known as one."""

    def __init__(self, mail: Mail) -> None:
        self._mail = mail

    def bring(self, enquiry: Enquiry) -> None:
        """Bring a letter; one of several addresses that is refused is said in the log."""
        try:
            with contextlib.closing(self._connection()) as server:
                refused = self._send(server, enquiry)
                with contextlib.suppress(smtplib.SMTPException, OSError):
                    server.quit()  # whatever comes of it: the letter has been taken
        except smtplib.SMTPResponseException as error:
            raise NotThere(f"{type(error).__name__} {error.smtp_code}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotThere(type(error).__name__) from error
        if refused:
            logger.warning("the mail server refused %d of %d addresses", len(refused), len(self._mail.to))

    def _send(self, server: smtplib.SMTP, enquiry: Enquiry) -> Any:
        mail = self._mail
        if mail.security == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if mail.user:
            server.login(mail.user, mail.password)
        return server.send_message(self._letter(enquiry), mail.sender, list(mail.to))

    def _connection(self) -> smtplib.SMTP:
        mail = self._mail
        if mail.security == "smtps":
            return smtplib.SMTP_SSL(mail.host, mail.port, timeout=SECONDS, context=ssl.create_default_context())
        return smtplib.SMTP(mail.host, mail.port, timeout=SECONDS)

    def _letter(self, enquiry: Enquiry) -> EmailMessage:
        letter = EmailMessage(policy=SMTP)
        letter["Subject"], letter["From"], letter["To"] = enquiry.subject, self._mail.sender, ", ".join(self._mail.to)
        letter["Date"] = enquiry.at
        letter["Message-ID"] = f"<{enquiry.id}@{self._mail.sender.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"
        if enquiry.email.isascii():  # the others stand in the letter
            letter["Reply-To"] = enquiry.email
        letter.set_content(enquiry.text)
        return letter


class Webhook(Place):
    """An address that takes JSON, signed as Standard Webhooks has it; `webhook-id` is the same at each attempt."""

    def __init__(self, hook: Hook) -> None:
        self._hook = hook

    def bring(self, enquiry: Enquiry) -> None:
        """Bring it; any answer of 200 to 299 means that it is there."""
        import time

        import requests

        body = payload(enquiry)
        headers = {"Content-Type": "application/json", "Idempotency-Key": enquiry.id}
        headers |= signed(enquiry.id, int(time.time()), body, self._hook.secret)
        try:
            answer = requests.post(
                self._hook.url, body, headers=headers, timeout=SECONDS, allow_redirects=False, stream=True
            )
        except requests.RequestException as error:
            raise NotThere(type(error).__name__) from error
        with answer:
            if not answer.ok or answer.is_redirect:
                raise NotThere(f"HTTP {answer.status_code}", _seconds(answer.headers.get("Retry-After")))


def payload(enquiry: Enquiry) -> bytes:
    """The body of a webhook: a type, and the enquiry by its fields."""
    data = asdict(enquiry) | {"at": enquiry.at.isoformat(timespec="seconds")}
    del data["conversation"]  # who has it could read the conversation
    return json.dumps({"type": "enquiry.created", "data": data}, ensure_ascii=False).encode()


def signed(id_: str, at: int, body: bytes, secret: str) -> dict[str, str]:
    """The headers that show a body is ours: id, time (seconds since 1970) and HMAC-SHA256 over both and the body."""
    digest = hmac.new(secret.encode(), f"{id_}.{at}.".encode() + body, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(digest).decode()}"
    return {"webhook-id": id_, "webhook-timestamp": str(at), "webhook-signature": signature}


class SlackChannel(Place):
    """A Slack channel. Slack knows no key for "the same again": a lost answer may show an enquiry twice."""

    def __init__(self, slack: Channel) -> None:
        self._slack = slack

    def bring(self, enquiry: Enquiry) -> None:
        """Write it in the channel, as plain text that calls nobody."""
        from slack_sdk import WebClient
        from slack_sdk.errors import SlackApiError

        address = self._slack.api or WebClient.BASE_URL
        # Slack's own repeating is left out: what is tried again, and when, is decided in one place.
        client = WebClient(self._slack.token, base_url=address, timeout=SECONDS, retry_handlers=[], logger=SILENT)
        text = f"{enquiry.subject}\n\n{enquiry.text}".translate(SIGNS)
        metadata = {"event_type": "adviser_enquiry", "event_payload": {"id": enquiry.id}}
        try:
            client.chat_postMessage(
                channel=self._slack.channel,
                text=text,
                metadata=metadata,
                unfurl_links=False,
                unfurl_media=False,
                parse="none",
                link_names=False,
                mrkdwn=False,
            )
        except SlackApiError as error:
            said = str(error.response.get("error", ""))
            what = said if CODE.fullmatch(said) else f"HTTP {error.response.status_code}"
            raise NotThere(f"Slack says {what}", _seconds(error.response.headers.get("Retry-After"))) from error
        except (OSError, ValueError) as error:
            raise NotThere(type(error).__name__) from error


def _seconds(header: str | None) -> float | None:
    """What a Retry-After asks for, where it is a number of seconds."""
    return float(header) if header and header.isdigit() else None


def places(settings: Settings) -> dict[str, Place]:
    """The places that are set, by name."""
    found: dict[str, Place] = {}
    if settings.mail is not None:
        found["mail"] = MailServer(settings.mail)
    if settings.hook is not None:
        found["hook"] = Webhook(settings.hook)
    if settings.slack is not None:
        found["slack"] = SlackChannel(settings.slack)
    return found
