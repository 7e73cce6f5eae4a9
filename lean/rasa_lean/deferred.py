"""Puts off what Rasa imports at each start and most bots never use, until something uses it.

Rasa's modules import scikit-learn, MongoDB's client, plotting, the SDK of every channel and
more, whatever the configuration says: a third of the memory of a running bot. In the modules
named in `SCOPES`, and nowhere else, such an import gives a `Deferred` instead. The first use
of it does the import; then the real thing takes its place in every such module.

The SDKs in `LEFT_OUT` are not installed at all. Naming them is harmless, and using one raises
`PackageMissing`, which says what to install; once it is installed, it is used.

Only modules Python has loaded anyway are imported at the top: this runs at every start.
"""

from __future__ import annotations

import builtins
import sys
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType, SimpleNamespace

TYPE_CHECKING = False  # the name type checkers know: importing typing would multiply what we cost
if TYPE_CHECKING:
    from typing import Any

# What to install, with the bounds Rasa 3.6 declares.
LEFT_OUT = {
    "aiogram": "aiogram<2.26",
    "boto3": "boto3>=1.26.136,<2",
    "botocore": "boto3>=1.26.136,<2",
    "twilio": "twilio>=6.26,<8.3",
    "webexteamssdk": "webexteamssdk>=1.1.1,<1.7",
}
_BY_RASA = (
    *LEFT_OUT,
    *("aio_pika", "apscheduler", "cachecontrol", "fbmessenger", "google", "jwt", "matplotlib", "networkx"),
    *("pkg_resources", "prompt_toolkit", "pymongo", "questionary", "redis", "requests", "sanic_jwt", "scipy"),
    *("sklearn", "sklearn_crfsuite", "slack_sdk", "socketio"),
)
# Importing module -> what is put off in it; a dot at the end takes in what is below.
SCOPES = {
    "rasa.": _BY_RASA,
    "dask.highlevelgraph": ("dask.widgets",),
    "scipy.sparse": ("scipy.sparse.csgraph",),
    "spacy": ("spacy.cli",),
    "structlog.dev": ("rich",),
}


class PackageMissing(ImportError):
    """Something used a package that this environment leaves out."""


class Home:
    """One module in which imports are put off."""

    def __init__(self, module: ModuleType, put_off: tuple[str, ...]) -> None:
        """Begin, with the module about to be executed."""
        self.names = module.__dict__
        self.put_off = put_off
        self.executing = True
        self.whole: dict[str, set[str]] = {}  # package -> what `import package.module` named of it

    def wants(self, name: str) -> bool:
        """Whether this import is to be put off."""
        while name and name not in self.put_off:
            name = name.rpartition(".")[0]
        return bool(name)

    def import_(self, name: str, scope: Any = None, local: Any = None, wanted: Any = (), level: int = 0) -> Any:
        """Do what the import statement asks for, or put it off."""
        full = _absolute(name, scope, level) if level else name
        if level and wanted and all(self.wants(f"{full}.{each}") for each in wanted):  # from . import name
            return SimpleNamespace(**{each: Deferred(self, f"{full}.{each}") for each in wanted})
        if not self.wants(full) or (full in sys.modules and not self.executing):
            return builtins.__import__(name, scope, local, wanted, level)
        root = full.partition(".")[0]
        if not wanted:  # import name: its attributes are looked up on use
            self.whole.setdefault(root, set()).add(full)
            return Deferred(self, root)
        if self.executing:  # from name import ... at the top of the module
            return SimpleNamespace(**{each: Deferred(self, full, each) for each in wanted})
        if root in LEFT_OUT and not _installed(root):
            return SimpleNamespace(**{each: _nothing(self, full, each) for each in wanted})
        return builtins.__import__(name, scope, local, wanted, level)

    def settle(self) -> None:
        """Put the real things where they can be had without importing more."""
        for key, value in list(self.names.items()):
            if type(value) is Deferred and value._is_there():
                self.names[key] = value._find()


_HOMES: dict[str, Home] = {}


def _import_statement(name: str, scope: Any = None, local: Any = None, wanted: Any = (), level: int = 0) -> Any:
    home = _HOMES.get(scope["__name__"]) if scope else None
    return (home.import_ if home else builtins.__import__)(name, scope, local, wanted, level)


# Python takes __import__ from the builtins of the module that imports.
_BUILTINS = {**vars(builtins), "__import__": _import_statement}


class Deferred:
    """Stands for a module, or for one name of it, until something uses it."""

    def __init__(self, home: Home, module: str, path: str = "") -> None:
        self._home, self._module, self._path = home, module, path

    def __getattr__(self, name: str) -> Any:
        """Look the attribute up; while the importing module is executed, only name it."""
        if not self._home.executing:
            return getattr(self._real(), name)
        if name.startswith("__"):
            raise AttributeError(name)
        return Deferred(self._home, self._module, f"{self._path}.{name}" if self._path else name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the real thing."""
        return self._real()(*args, **kwargs)

    def __getitem__(self, item: Any) -> Any:
        """Allow subscripts in annotations."""
        return self if self._home.executing else self._real()[item]

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        """Be a base class: the real one, or one that cannot be made use of."""
        try:
            return (self._real(),)
        except PackageMissing as missing:
            return (_unusable(str(missing.name)),)

    def __instancecheck__(self, instance: Any) -> bool:
        """Answer isinstance(). What has not been imported has no instances."""
        return self._is_there() and isinstance(instance, self._real())

    def __subclasscheck__(self, subclass: type) -> bool:
        """Answer issubclass()."""
        return self._is_there() and issubclass(subclass, self._real())

    def _real(self) -> Any:
        found = self._find()
        for home in list(_HOMES.values()):
            if not home.executing:
                home.settle()
        return found

    def _modules(self) -> list[str]:
        """What the import statement would have imported."""
        return [self._module, *self._home.whole.get(self._module, ())]

    def _is_there(self) -> bool:
        return all(name in sys.modules for name in self._modules())

    def _find(self) -> Any:
        for name in self._modules():
            _import(name)
        found, reached = sys.modules[self._module], self._module
        for part in filter(None, self._path.split(".")):
            reached = f"{reached}.{part}"
            found = getattr(found, part) if hasattr(found, part) else _import(reached)
        return found


def _import(name: str) -> Any:
    try:
        builtins.__import__(name)
    except ModuleNotFoundError as error:
        root = name.partition(".")[0]
        if root not in LEFT_OUT or error.name != root:
            raise
        raise _missing(root, "This use of Rasa") from None
    return sys.modules[name]


def _missing(root: str, who: str) -> PackageMissing:
    return PackageMissing(
        f"{who} needs the package {root}, which the bot's own environment leaves out. "
        f"Install it with: .venv/bin/python -m pip install '{LEFT_OUT[root]}'",
        name=root,
    )


def _absolute(name: str, scope: Any, level: int) -> str:
    package = scope["__package__"].rsplit(".", level - 1)[0]
    return f"{package}.{name}" if name else package


def _installed(root: str) -> bool:
    return root in sys.modules or PathFinder.find_spec(root) is not None


def _nothing(home: Home, module: str, name: str) -> Any:
    """What stands for a name that is not there: of an exception, one that nobody raises."""
    if name.endswith(("Error", "Exception")):
        return type(name, (Exception,), {"__module__": module})
    return Deferred(home, module, name)


def _unusable(root: str) -> type:
    """Make a base class whose subclasses can be defined, and not instantiated."""

    def refuse(cls: type, *_args: Any, **_kwargs: Any) -> Any:
        raise _missing(root, f"The component {cls.__name__}")

    return type("LeftOut", (), {"__new__": refuse})


class DeferringLoader(SourceFileLoader):
    """Executes a module with an import statement of ours."""

    def exec_module(self, module: ModuleType) -> None:
        """Execute it."""
        home = _HOMES[module.__name__] = Home(module, _put_off_in(module.__name__))
        module.__dict__["__builtins__"] = _BUILTINS
        try:
            super().exec_module(module)
        finally:
            home.executing = False
            home.settle()


class DeferringFinder:
    """Finds the modules of `SCOPES` where Python would, and has them executed our way."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Answer the import system for those modules, and only for them."""
        if not _put_off_in(fullname):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and type(spec.loader) is SourceFileLoader:
            spec.loader = DeferringLoader(spec.loader.name, spec.loader.path)
        return spec


def _put_off_in(module: str) -> tuple[str, ...]:
    return SCOPES.get(module, ()) or SCOPES.get(module.partition(".")[0] + ".", ())
