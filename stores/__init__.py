"""Where conversations are kept: Rasa's own stores, with what they lack."""
