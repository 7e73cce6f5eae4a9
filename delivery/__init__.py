"""Brings enquiries to whoever reads them: by mail, webhook or Slack. It knows the store, and nothing of the adviser."""
