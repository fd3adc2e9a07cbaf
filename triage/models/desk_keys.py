"""Every setting of a workstation in one table: name, kind, default, what it is for, who may set it.

From it come the reading of all layers, `triage settings explain`, the policy table of docs/it.md and the templates for
Windows group policy. A setting that is not here does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from triage.models.sign_in import DEFAULT_SCOPE


class Layer(StrEnum):
    """Who said a value, from the first to the last word; a later one wins unless an earlier one locked the key."""

    BUILT_IN = "built-in"
    MACHINE = "machine policy"
    FORCE = "force profile"
    PERSON = "person"
    ENVIRONMENT = "environment"


class Kind(StrEnum):
    """``ADDRESS``: http or https, plain http on this machine only. ``PATH``: a file or folder. ``TABLE``: variables."""

    TEXT = "text"
    CHOICE = "choice"
    WHOLE = "whole number"
    SWITCH = "true or false"
    ADDRESS = "address"
    PATH = "path"
    TABLE = "table of texts"


ORDER = tuple(Layer)
MACHINE, FORCE, PERSON, ENVIRONMENT = Layer.MACHINE, Layer.FORCE, Layer.PERSON, Layer.ENVIRONMENT
_ALL = (MACHINE, FORCE, PERSON, ENVIRONMENT)
_WORKSTATION = (MACHINE, PERSON, ENVIRONMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskKey:
    """One setting. ``title``: its short name in policy editors. ``what``: what it is for, a sentence or two.

    ``default``: as text, "" for none, which ``without`` then explains. ``choices``: (value, words), for CHOICE.
    ``least``/``most``: of a WHOLE. ``layers``: who may set it, besides what is built in. ``lockable``: whether a
    machine policy (or the force profile, where it may set the key) can close it to the layers after it.
    ``live``: a machine policy's value holds in live mode only, so that training never meets a live system.
    ``personal``: its value may name a person, and stays out of support bundles.
    """

    name: str
    kind: Kind
    title: str
    what: str
    default: str = ""
    without: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    least: int = 0
    most: int = 0
    layers: tuple[Layer, ...] = _WORKSTATION
    lockable: bool = True
    live: bool = True
    personal: bool = False

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"TRIAGE_{self.name.upper().replace('.', '_')}"

    @property
    def group(self) -> str:
        """The table of the file that it is in, "" for none."""
        return self.name.rpartition(".")[0]


_WHERE = (
    DeskKey(
        name="mode",
        kind=Kind.CHOICE,
        title="Live or training",
        what="Whether the desk works on real reports. Locked to live, training mode cannot be started here.",
        default="live",
        choices=(("live", "Live"), ("training", "Training")),
        live=False,
    ),
    DeskKey(
        name="gateway_url",
        kind=Kind.ADDRESS,
        title="Address of the gateway",
        what="Where the force's gateway answers, such as https://triage.example.org.",
        without="the desk cannot start",
    ),
    DeskKey(
        name="home",
        kind=Kind.PATH,
        title="Folder of the local store",
        what="Where this workstation keeps its encrypted store. On a local disk that only its person may read.",
        without="the person's own data folder",
        personal=True,
    ),
    DeskKey(
        name="key_source",
        kind=Kind.CHOICE,
        title="Where the key of the store is kept",
        what="shared-account adds a secret that each person chooses; for system accounts that several people use.",
        without="credential-store; training-file in training",
        choices=(
            ("credential-store", "The system's credential store"),
            ("shared-account", "Credential store and a secret of each person"),
            ("passphrase", "A passphrase"),
            ("training-file", "A file, for training only"),
        ),
    ),
    DeskKey(
        name="proxy",
        kind=Kind.ADDRESS,
        title="Proxy",
        what="Through which everything but this machine's own addresses is reached. Proxy scripts (PAC) are not read.",
        without="the system's own proxy (HTTPS_PROXY, Windows proxy settings), else none",
    ),
    DeskKey(
        name="no_proxy",
        kind=Kind.TEXT,
        title="Reached without the proxy",
        what="Names and ends of names that are reached directly, with commas between them.",
        without="the system's own list (NO_PROXY)",
    ),
    DeskKey(
        name="records",
        kind=Kind.TABLE,
        title="Variables of the records systems",
        what="What the force profile's destinations name as ${NAME}: names that end in _URL, _FOLDER, _CERT_FILE, "
        "_KEY_FILE or _CA_FILE. Each is set, and locked, by itself as records.NAME.",
        without="destinations that need one say so",
    ),
)

_SIGN_IN = (
    DeskKey(
        name="sign_in.issuer",
        kind=Kind.ADDRESS,
        title="Sign-in: issuer",
        what="The OpenID provider, exactly as its discovery document names itself.",
        without="nobody signs in: token_file and handler_id say who works here",
    ),
    DeskKey(
        name="sign_in.client_id",
        kind=Kind.TEXT,
        title="Sign-in: client id",
        what="The desktop's registration at the provider.",
        without="needed with an issuer",
    ),
    DeskKey(
        name="sign_in.scope",
        kind=Kind.TEXT,
        title="Sign-in: scope",
        what="What is asked for: openid, offline_access for renewal without the browser, and the gateway's scope.",
        default=DEFAULT_SCOPE,
    ),
    DeskKey(
        name="sign_in.resource",
        kind=Kind.TEXT,
        title="Sign-in: resource",
        what="The gateway's audience, for providers that want it told (RFC 8707). Not for Entra ID.",
        without="not sent",
    ),
    DeskKey(
        name="sign_in.prompt",
        kind=Kind.TEXT,
        title="Sign-in: prompt",
        what="consent, where the provider gives a refresh token only then. Not for Entra ID.",
        without="not sent",
    ),
    DeskKey(
        name="sign_in.offline_hours",
        kind=Kind.WHOLE,
        title="Sign-in: hours without the provider",
        what="How long after the provider last confirmed a person they may go on without it. 0: never.",
        default="14",
        most=168,
    ),
    DeskKey(
        name="sign_in.lock_minutes",
        kind=Kind.WHOLE,
        title="Sign-in: minutes until the desk locks itself",
        what="Minutes without a key or a moved pointer. 0: it never locks by itself.",
        default="10",
        most=240,
    ),
    DeskKey(
        name="token_file",
        kind=Kind.PATH,
        title="File of a token",
        what="A file that holds a bearer token, where nobody signs in. For trials.",
        without="TRIAGE_TOKEN, else needed without sign_in",
        personal=True,
    ),
    DeskKey(
        name="handler_id",
        kind=Kind.TEXT,
        title="Who works here: id",
        what="The handler's id at the gateway, where nobody signs in. For trials.",
        without="needed without sign_in",
        layers=(PERSON, ENVIRONMENT),
        lockable=False,
        personal=True,
    ),
    DeskKey(
        name="handler_name",
        kind=Kind.TEXT,
        title="Who works here: name",
        what="The handler's name, where nobody signs in.",
        without="the id",
        layers=(PERSON, ENVIRONMENT),
        lockable=False,
        personal=True,
    ),
    DeskKey(
        name="training_url",
        kind=Kind.ADDRESS,
        title="Fault switches of training",
        what="Set by training mode for itself.",
        without="no fault switches",
        layers=(PERSON, ENVIRONMENT),
        lockable=False,
    ),
)

_LOOK = (
    DeskKey(
        name="look.theme",
        kind=Kind.CHOICE,
        title="Theme",
        what="Light, dark or high contrast. Best left to each person: some need theirs to read.",
        default="system",
        choices=(
            ("system", "As the system"),
            ("light", "Light"),
            ("dark", "Dark"),
            ("contrast", "High contrast"),
        ),
        layers=_ALL,
        live=False,
    ),
    DeskKey(
        name="look.text_size",
        kind=Kind.WHOLE,
        title="Text size",
        what="In per cent of the system's own text size.",
        default="100",
        least=85,
        most=200,
        layers=_ALL,
        live=False,
    ),
    DeskKey(
        name="look.density",
        kind=Kind.CHOICE,
        title="Space between things",
        what="How much air there is between lines and cards.",
        default="comfortable",
        choices=(("comfortable", "Comfortable"), ("compact", "Compact")),
        layers=_ALL,
        live=False,
    ),
    DeskKey(
        name="look.columns",
        kind=Kind.CHOICE,
        title="Columns from left to right",
        what="The order of queue, report and decision in the window.",
        default="queue report decide",
        choices=(
            ("queue report decide", "Queue, report, decide"),
            ("queue decide report", "Queue, decide, report"),
            ("decide report queue", "Decide, report, queue"),
        ),
        layers=_ALL,
        live=False,
    ),
    DeskKey(
        name="look.first_view",
        kind=Kind.CHOICE,
        title="The queue opens with",
        what="The view that comes first. A saved view that a person starts with comes before it.",
        default="to_do",
        choices=(("to_do", "To do"), ("high_risk", "High risk"), ("mine", "Mine"), ("all", "All")),
        layers=_ALL,
        live=False,
    ),
    DeskKey(
        name="look.single_letters",
        kind=Kind.SWITCH,
        title="Single-letter keys work",
        what="Whether letters and digits alone act. People who use speech input need them off: lock it with care.",
        default="true",
        layers=_ALL,
        live=False,
    ),
)

DESK_KEYS: tuple[DeskKey, ...] = (*_WHERE, *_SIGN_IN, *_LOOK)
"""All of them, in the order in which people are told of them."""
BY_NAME = {key.name: key for key in DESK_KEYS}
RECORDS = "records"


def key_of(name: str) -> DeskKey | None:
    """The key of this name; ``records.NAME`` belongs to the table of records. None for what is no setting."""
    table, _, member = name.partition(".")
    if table == RECORDS:
        return BY_NAME[RECORDS] if member else None
    return BY_NAME.get(name)
