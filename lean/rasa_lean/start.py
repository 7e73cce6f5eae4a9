"""Run by the .pth file whenever Python starts in this environment: keep it tiny."""

import os
import sys

from rasa_lean.deferred import DeferringFinder
from rasa_lean.stand_in import StandInFinder

# Rasa sends usage reports and errors to its makers unless told otherwise. The setting
# lives here and not in a script, so it also holds when someone types `rasa train`.
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
# Rasa 3.6 is bound to SQLAlchemy 1.4, which tells everybody about version 2 at each start.
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

# First in the queue: it finds what Python would, and changes how some of it is executed.
sys.meta_path.insert(0, DeferringFinder())
# Last in the queue: a real TensorFlow in this environment is found first.
sys.meta_path.append(StandInFinder())
