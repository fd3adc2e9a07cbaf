"""What each layer said of a setting, and which of it holds: the later layer, unless an earlier one locked the key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from triage.models.desk_keys import ORDER, RECORDS, DeskKey, Kind, Layer, key_of
from triage.models.errors import BugError

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
TRUE, FALSE = "true", "false"
_SWITCH = {TRUE: TRUE, FALSE: FALSE, "1": TRUE, "0": FALSE}


@dataclass(frozen=True, slots=True)
class SettingFault:
    """Something that does not count. ``source``: the file, variable or registry key; ``name``: the setting."""

    source: str
    name: str
    detail: str

    @property
    def words(self) -> str:
        return f"{self.source}: {f'{self.name} ' if self.name else ''}{self.detail}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One layer's word. ``value`` None: it only locks. ``fault``: why the value does not count, "" when it does."""

    layer: Layer
    source: str
    value: str | None = None
    locks: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What holds for one setting, and why. ``value`` "": nothing was said and nothing is built in.

    ``told``: every layer's word, from the first to the last. ``locked_by``: the source that locked it, "" for none.
    """

    name: str
    value: str
    layer: Layer
    source: str
    told: tuple[Told, ...] = ()
    locked_by: str = ""
    lock_layer: Layer | None = None

    @property
    def locked(self) -> bool:
        return bool(self.locked_by)

    def overruled(self, told: Told) -> bool:
        """Whether this good word does not hold because the key was locked before it."""
        if self.lock_layer is None or told.value is None or told.fault:
            return False
        return ORDER.index(told.layer) > ORDER.index(self.lock_layer)


@dataclass(frozen=True, slots=True)
class Standing:
    """All layers of this workstation as they were read."""

    told: Mapping[str, tuple[Told, ...]] = field(default_factory=dict)
    faults: tuple[SettingFault, ...] = ()

    def answer(self, name: str, *more: Told) -> Answer:
        """What holds. ``more``: what was said since, such as a person's choice in the window.

        Raises:
            BugError: there is no such setting.
        """
        key = key_of(name)
        if key is None:
            raise BugError(f"there is no setting {name}")
        return resolve(key, name, (*self.told.get(name, ()), *more))

    def value(self, name: str) -> str:
        return self.answer(name).value

    def names(self) -> tuple[str, ...]:
        """Every setting that anybody said something of."""
        return tuple(self.told)

    def records(self) -> dict[str, str]:
        """The variables of the records systems that hold, by name."""
        found = {name.partition(".")[2]: self.value(name) for name in self.told if name.startswith(f"{RECORDS}.")}
        return {name: value for name, value in found.items() if value}

    def with_layer(
        self, layer: Layer, told: Mapping[str, tuple[Told, ...]], faults: Iterable[SettingFault] = ()
    ) -> Standing:
        """The same with everything of ``layer`` replaced, such as when the force's profile has come."""
        names = dict.fromkeys((*self.told, *told))
        found = {name: tuple(one for one in self.told.get(name, ()) if one.layer is not layer) for name in names}
        for name, some in told.items():
            found[name] = (*found[name], *some)
        kept = {name: words for name, words in found.items() if words}
        return Standing(kept, (*self.faults, *(fault for fault in faults if fault not in self.faults)))


def resolve(key: DeskKey, name: str, told: Iterable[Told]) -> Answer:
    """Walk the layers. A value with a fault counts as not said; its lock holds all the same."""
    ordered = tuple(sorted(told, key=lambda one: ORDER.index(one.layer)))
    value, layer, source = key.default, Layer.BUILT_IN, ""
    locked_by, lock_layer = "", None
    for one in ordered:
        if lock_layer is not None and one.layer is not lock_layer:
            continue
        if one.value is not None and not one.fault:
            value, layer, source = one.value, one.layer, one.source
        if one.locks:
            locked_by, lock_layer = one.source, one.layer
    return Answer(
        name=name,
        value=value,
        layer=layer,
        source=source,
        told=ordered,
        locked_by=locked_by,
        lock_layer=lock_layer,
    )


def told_of(layer: Layer, source: str, name: str, value: object, *, locks: bool = False) -> Told:
    """One layer's word for a setting that exists, checked. A ``value`` of None only locks."""
    key = key_of(name)
    if key is None:
        raise BugError(f"there is no setting {name}")
    if value is None:
        return Told(layer=layer, source=source, locks=locks)
    text = _text(value)
    fault = "must be a text, a number or true or false" if text is None else wrong(key, text)
    if layer not in key.layers:
        fault = f"cannot be set by {layer.value}; only by {_listed(key.layers)}"
    kept = "" if text is None else _SWITCH.get(text.lower(), text) if key.kind is Kind.SWITCH else text
    return Told(layer=layer, source=source, value=kept, locks=locks, fault=fault)


def wrong(key: DeskKey, text: str) -> str:
    """Why this text is no value of the key; "" when it is one."""
    if not text:
        return "is empty"
    if key.kind is Kind.CHOICE:
        allowed = [value for value, _words in key.choices]
        return "" if text in allowed else f"is “{text}”; allowed are {', '.join(allowed)}"
    if key.kind is Kind.SWITCH:
        return "" if text.lower() in _SWITCH else f"is “{text}”; allowed are true, false"
    if key.kind is Kind.WHOLE:
        fits = text.isascii() and text.isdigit() and len(text) < 6 and key.least <= int(text) <= key.most
        return "" if fits else f"must be a whole number from {key.least} to {key.most}"
    if key.kind is Kind.ADDRESS:
        return wrong_address(text, plain=key.name == "proxy")
    if key.name == "sign_in.scope" and "openid" not in text.split():
        return "must hold the word openid"
    return ""


def wrong_address(text: str, *, plain: bool = False) -> str:
    """Why this is no address to speak to; ``plain``: http may lead to another machine (a proxy's own leg)."""
    try:
        parts = urlsplit(text)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known:
        return "must be an http or https address such as https://triage.example.org"
    if parts.scheme == "http" and parts.hostname not in LOOPBACK and not plain:
        return "must be https; http is for this machine's own addresses only"
    return ""


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return TRUE if value else FALSE
    return str(value).strip() if isinstance(value, str | int) else None


def _listed(layers: tuple[Layer, ...]) -> str:
    return ", ".join(layer.value for layer in layers)
