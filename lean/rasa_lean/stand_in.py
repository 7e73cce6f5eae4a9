"""A stand-in for TensorFlow: it can be imported and named, not used.

Rasa's modules subclass and annotate with TensorFlow's names while they are imported;
nothing of it runs unless a component such as DIETClassifier is in the configuration. So
every name under the stood-in packages is an inert class: good as a base class, in an
annotation or as a decorator. Calling one raises `TensorFlowMissing`.

Only modules Python has loaded anyway are imported at the top: this runs at every start.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from types import FrameType, FunctionType, ModuleType

TYPE_CHECKING = False  # the name type checkers know: importing typing would multiply what we cost
if TYPE_CHECKING:
    from typing import Any

STOOD_IN = ("tensorflow", "keras")

_RASA = "3.6.21"
_COMPONENTS = ("rasa.nlu.", "rasa.core.policies.")
_OWN_PREFIX = "rasa_lean."


class TensorFlowMissing(ImportError):
    """Something that needs TensorFlow was used where only the stand-in is installed.

    An ImportError, because libraries that can do without TensorFlow catch that.
    """


class Inert(type):
    """The type of every stood-in name: each attribute is inert too, and calls fail."""

    def __getattr__(cls, name: str) -> Any:
        """Give another inert name, but never a special method that is not there."""
        if _is_special(name):
            raise AttributeError(name)
        return inert(f"{cls.__module__}.{cls.__qualname__}", name)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """Hand back what a decorator decorates; refuse everything else."""
        if len(args) == 1 and not kwargs and isinstance(args[0], (FunctionType, type)):
            return args[0]
        raise missing(f"{cls.__module__}.{cls.__qualname__}")

    def __getitem__(cls, item: Any) -> Inert:
        """Allow subscripts in annotations, as in Dataset[int]."""
        return cls

    def __iter__(cls) -> Any:
        """Refuse, in our own words, what indexing would otherwise seem to allow."""
        raise missing(f"{cls.__module__}.{cls.__qualname__}")


def inert(module: str, name: str) -> Inert:
    """Make the inert class that stands for one name of a stood-in module."""
    return Inert(name, (), {"__module__": module, "__doc__": "Stands in for TensorFlow."})


def missing(name: str) -> TensorFlowMissing:
    """Say who asked for TensorFlow and how to give it to them."""
    return TensorFlowMissing(
        f"{_who_asked()} needs TensorFlow ({name}), and this environment does without it. "
        "Either take that component out of config.yml, or give it Rasa with TensorFlow in an "
        "environment of its own, with Python 3.10: python3.10 -m venv .venv-tensorflow && "
        f".venv-tensorflow/bin/pip install rasa=={_RASA}"
    )


def _who_asked() -> str:
    """Name the nearest Rasa component on the call stack, or else the calling module."""
    frame: FrameType | None = sys._getframe(1)
    caller = ""
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith(_COMPONENTS):
            return _component(frame, module)
        if not caller and not module.startswith(_OWN_PREFIX):
            caller = module
        frame = frame.f_back
    return f"The module {caller or 'in use'}"


def _component(frame: FrameType, module: str) -> str:
    """Name the class a method belongs to, or else its module."""
    owner = frame.f_locals.get("self", frame.f_locals.get("cls"))
    if owner is None:
        return f"The module {module}"
    return f"The component {(owner if isinstance(owner, type) else type(owner)).__name__}"


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


class StandInModule(ModuleType):
    """A module in which every name exists, as an inert class."""

    def __getattr__(self, name: str) -> Any:
        """Make the name on first use and keep it, so that it stays the same class."""
        if _is_special(name):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        value = inert(self.__name__, name)
        setattr(self, name, value)
        return value


class StandInFinder:
    """Finds the stood-in packages and all their submodules, where no real one was found."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Answer the import system for our names, and only for those."""
        if fullname.partition(".")[0] not in STOOD_IN:
            return None
        return ModuleSpec(fullname, self, is_package=True, origin="rasa-lean")  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Make the module."""
        return StandInModule(spec.name, "Stands in for TensorFlow.")

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: a stand-in has no code of its own."""
