"""What is done next: Rasa's own rules, looked up in less time."""
