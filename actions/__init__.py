"""What Rasa's action server runs: slots and the parsed message in, replies and slots out. No fact, no decision."""
