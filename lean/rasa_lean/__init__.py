"""Lets Rasa 3.6 run without TensorFlow, and keeps its telemetry off.

Rasa imports TensorFlow whatever the configuration says: more than half of its start-up
time, memory and disk space, for components this bot does not use. `stand_in` answers
those imports with inert names. `deferred` puts off what else Rasa imports and a bot may
never use, and answers for the SDKs that are not installed. `start` puts both to work in every
Python of the environment.
"""
