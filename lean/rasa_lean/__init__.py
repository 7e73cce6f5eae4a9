"""Lets Rasa 3.6 run without TensorFlow, and keeps its telemetry off.

Rasa imports TensorFlow whatever the configuration says: more than half of its start-up
time, memory and disk space, for components this bot does not use. `stand_in` answers
those imports with inert names; `start` puts it to work in every Python of the environment.
"""
