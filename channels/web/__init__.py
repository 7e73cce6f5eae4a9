"""The website's channel: signed conversations, checked messages, one answer for each, and the files of the widget."""

from channels.web.channel import WebInput

__all__ = ["WebInput"]
