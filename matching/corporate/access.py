"""Who may do what with whose things, and which fields are shown: the one place where access rules stand.

A rule permits; what no rule permits is denied. The repositories of this package ask here before they read or write for a viewer, so that no
door can forget to. Roles add up: one person may hold several.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from matching.corporate.fields import Entity, fields
from matching.errors import AccessDenied, NotFound, NotSignedIn

Role = Literal["coordinator", "supplier", "buyer", "survey", "admin", "reader"]
Subject = Literal[
    "supplier",
    "buyer",
    "order",
    "match",
    "ranking",
    "shortlist",
    "introduction",
    "feedback",
    "registration",
    "attachment",
    "consent",
    "upload",
    "review",
    "survey",
    "tabulation",
    "activity",
    "result",
    "lexicon",
    "account",
    "token",
    "audit",
    "job",
    "backup",
]
Verb = Literal["see", "make", "change", "remove", "decide", "export"]
# own: the viewer's firm, order or account; party: it is a party to it (introduced, consented, asked in a survey); foreign: anybody else's.
Relation = Literal["own", "party", "foreign"]
# named: that it is there and what it is called; open: the fields that the firm publishes (an order's: without who the buyer is); reach: whom to call
# there besides; partner: what two firms that were brought together need of each other (who, where, how to reach and deliver; no price, no sales);
# all: every field.
Extent = Literal["named", "open", "reach", "partner", "all"]

ROLES: Mapping[Role, str] = MappingProxyType(
    {
        "coordinator": "コーディネーター",
        "supplier": "受注企業",
        "buyer": "発注企業",
        "survey": "調査担当",
        "admin": "管理者",
        "reader": "閲覧",
    }
)
# The roles of firms: each acts for one firm and is bound to it.
_FIRMS: tuple[Role, ...] = ("supplier", "buyer")
_EXTENTS: tuple[Extent, ...] = ("named", "open", "reach", "partner", "all")
# What files and orders are led to a firm by.
IDENTITY = frozenset({"name", "corporate_number"})
_NAMED = frozenset({"source_id", "number", "name", "item", "prefecture"})
_REACH = frozenset({"contact", "phone"})
_PARTNER: Mapping[Entity, frozenset[str]] = MappingProxyType(
    {
        "supplier": frozenset(
            {"address", "plant_address", "phone", "fax", "email", "contact", "representative"}
        ),
        "buyer": frozenset({"name", "kana", "city", "address", "phone", "fax", "email", "url", "contact"}),
        "order": frozenset(
            {"buyer", "buyer_contact", "drawings", "nda", "transport", "delivery_place", "payment"}
        ),
    }
)
_OWN: frozenset[Relation] = frozenset({"own"})
_PARTY: frozenset[Relation] = frozenset({"party"})
_FOREIGN: frozenset[Relation] = frozenset({"foreign"})
_OURS = _OWN | _PARTY
_ANY = _OURS | _FOREIGN


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks or acts. `key` stands for the person in every record ("u12", "cli"); names and addresses are kept elsewhere under it.

    `supplier_id`, `buyer_id`: the firm for which a supplier or a buyer acts. `scopes`: what a token may do, as "subject:verb", "subject:*" or
    "*:verb" (None: all that the roles permit).
    """

    key: str
    roles: frozenset[Role] = frozenset()
    user_id: int | None = None
    supplier_id: int | None = None
    buyer_id: int | None = None
    scopes: frozenset[str] | None = None

    def holds(self, role: Role) -> bool:
        """Whether it has a role."""
        return role in self.roles


def key_of(user_id: int) -> str:
    """The key under which an account stands in every record."""
    return f"u{user_id}"


# Nobody signed in; the person at the server's own command line, who can read the files anyway.
NOBODY = Viewer("")
OPERATOR = Viewer("cli", frozenset({"coordinator", "survey", "admin"}))


@dataclass(frozen=True, slots=True)
class Rule:
    """`role` may do `verbs` with `subjects` that stand in one of `whose` relations to it, and is shown their fields to `extent`."""

    role: Role
    subjects: frozenset[Subject]
    verbs: frozenset[Verb]
    whose: frozenset[Relation] = _ANY
    extent: Extent = "all"


def _rule(
    role: Role,
    subjects: Iterable[Subject],
    verbs: Iterable[Verb],
    whose: frozenset[Relation] = _ANY,
    extent: Extent = "all",
) -> Rule:
    return Rule(role, frozenset(subjects), frozenset(verbs), whose, extent)


RULES: tuple[Rule, ...] = (
    # Coordinators work with all firms, orders and cases, and see what others did; they don't administer accounts. A drawing they open only where
    # they are in charge; of surveys' figures they see what may be published, of uploads they take back their own.
    _rule("coordinator", ["supplier", "buyer", "order"], ["see", "make", "change", "export"]),
    _rule("coordinator", ["match"], ["make"]),
    _rule("coordinator", ["ranking"], ["see"]),
    _rule("coordinator", ["shortlist", "introduction"], ["see", "make", "change", "remove"]),
    _rule("coordinator", ["shortlist"], ["export"]),
    _rule("coordinator", ["activity"], ["see", "make", "remove"]),
    _rule("coordinator", ["feedback"], ["see", "make", "export"]),
    _rule("coordinator", ["feedback"], ["change", "remove"], _OWN),
    _rule("coordinator", ["registration"], ["see", "make", "change", "decide"]),
    _rule("coordinator", ["review"], ["see", "decide"]),
    _rule("coordinator", ["registration"], ["remove"], _OWN),  # what was typed for a firm by mistake
    _rule("coordinator", ["attachment"], ["see", "make", "remove", "export"], _OURS),
    _rule("coordinator", ["attachment"], ["see"], _FOREIGN, "named"),
    _rule("coordinator", ["consent"], ["see", "make", "remove"]),
    _rule("coordinator", ["upload"], ["see", "make"]),
    _rule("coordinator", ["upload"], ["change", "remove", "export"], _OWN),
    _rule("coordinator", ["survey"], ["see"]),
    _rule("coordinator", ["result"], ["see", "change", "export"]),
    _rule("coordinator", ["tabulation"], ["see", "export"], _ANY, "open"),
    # Suppliers: their own firm and cases, open orders without the buyer; nothing of other suppliers, no list, no rank.
    _rule("supplier", ["supplier"], ["see", "export"], _OWN),
    _rule("supplier", ["registration"], ["see", "make", "change", "remove"], _OWN),
    _rule("supplier", ["order"], ["see"], _PARTY, "partner"),
    _rule("supplier", ["order"], ["see"], _FOREIGN, "open"),
    _rule("supplier", ["buyer"], ["see"], _PARTY, "partner"),
    _rule("supplier", ["match"], ["make"], _OWN),
    # Buyers: their own firm and orders, and who was introduced for them.
    _rule("buyer", ["buyer"], ["see", "change"], _OWN),
    _rule("buyer", ["order"], ["see", "make", "change"], _OWN),
    _rule("buyer", ["supplier"], ["see"], _PARTY, "partner"),
    # Both: an introduction without the office's notes; a supplier answers it. Papers that are theirs or that they were let see.
    _rule("supplier", ["introduction"], ["see", "change"], _PARTY, "open"),
    _rule("buyer", ["introduction"], ["see"], _PARTY, "open"),
    *(_rule(role, ["attachment"], ["see", "export"], _OURS) for role in _FIRMS),
    *(_rule(role, ["attachment"], ["make", "remove"], _OWN) for role in _FIRMS),
    *(_rule(role, ["consent"], ["see", "make", "remove"], _OWN) for role in _FIRMS),
    # Survey staff: files, surveys and their figures; firms as far as they are published, and whom to call at those that were asked.
    _rule("survey", ["upload"], ["see", "make", "change", "remove", "export"]),
    _rule("survey", ["review"], ["see", "decide"]),
    _rule("survey", ["survey", "tabulation"], ["see", "change", "export"]),
    _rule("survey", ["buyer"], ["see"], _ANY, "open"),
    _rule("survey", ["supplier"], ["see"], _OWN | _FOREIGN, "open"),
    _rule("survey", ["supplier"], ["see"], _PARTY, "reach"),
    _rule("survey", ["activity"], ["see"]),
    _rule("survey", ["result"], ["see", "change", "export"]),
    # Administrators: accounts, trail, jobs, backups, lexicon; firms' secrets only with a second role.
    _rule("admin", ["account"], ["see", "make", "change", "remove"]),
    _rule("admin", ["token"], ["see", "make", "remove"]),
    _rule("admin", ["audit"], ["see", "export"]),
    _rule("admin", ["ranking"], ["remove"]),  # an enquiry may hold a person's name
    _rule("admin", ["job"], ["see", "change"]),
    _rule("admin", ["backup"], ["see", "make"]),
    _rule("admin", ["lexicon"], ["make", "change", "remove"]),
    # Readers: what is published, and the figures that may be.
    _rule("reader", ["supplier", "order", "tabulation", "result"], ["see"], _ANY, "open"),
    # Everybody: the own account, its tokens and its long work; the lexicon is public.
    *(_rule(role, ["account", "job"], ["see", "change"], _OWN) for role in ROLES if role != "admin"),
    *(_rule(role, ["token"], ["see", "make", "remove"], _OWN) for role in ROLES if role != "admin"),
    *(_rule(role, ["lexicon"], ["see"]) for role in ROLES),
)


def extent(viewer: Viewer, subject: Subject, verb: Verb, relation: Relation = "foreign") -> Extent | None:
    """To what extent the viewer may; None: not at all. The widest of the rules that permit it."""
    if not _in_scope(viewer, subject, verb):
        return None
    found = [
        _EXTENTS.index(rule.extent)
        for rule in RULES
        if rule.role in viewer.roles
        and subject in rule.subjects
        and verb in rule.verbs
        and relation in rule.whose
    ]
    return _EXTENTS[max(found)] if found else None


def demand(viewer: Viewer, subject: Subject, verb: Verb, relation: Relation = "foreign") -> Extent:
    """The extent to which the viewer may. Raises NotSignedIn, AccessDenied, or NotFound where not even its being there may be known."""
    granted = extent(viewer, subject, verb, relation)
    if granted is not None:
        return granted
    if not viewer.key:
        raise NotSignedIn("サインインしてください。")
    if (
        viewer.scopes is not None
        and extent(replace(viewer, scopes=None), subject, verb, relation) is not None
    ):
        raise AccessDenied(
            "このトークンではできない操作です。範囲（scope）を確かめてください。アカウントとトークンは、サインインして変えてください。"
        )
    if verb != "see" and extent(viewer, subject, "see", relation) is not None:
        raise AccessDenied("この操作をする権限がありません。")
    if any(extent(viewer, subject, verb, other) is not None for other in ("own", "party", "foreign")):
        raise NotFound("見つかりません。")  # somebody else's: whether it exists is not told
    raise AccessDenied("この情報を見る権限がありません。")


def demand_absent(viewer: Viewer, subject: Subject, verb: Verb) -> None:
    """Raises for what isn't there as for somebody else's, unless the viewer may know of everybody's: whether a number is used is not told."""
    if extent(viewer, subject, "see", "foreign") is None:
        demand(viewer, subject, verb, "foreign")


def relations(viewer: Viewer, subject: Subject, verb: Verb = "see") -> frozenset[Relation]:
    """In which relations the viewer may: what a list must be narrowed to. Empty: nothing at all."""
    everything: tuple[Relation, ...] = ("own", "party", "foreign")
    return frozenset(one for one in everything if extent(viewer, subject, verb, one) is not None)


def shown_fields(entity: Entity, granted: Extent, visibility: Mapping[str, bool]) -> frozenset[str]:
    """The fields of a firm or an order that an extent shows. `visibility`: what the firm said itself, over the fields' defaults."""
    if granted == "all":
        return frozenset(fields(entity))
    if granted == "named":
        return _NAMED & frozenset(fields(entity))
    published = frozenset(key for key, one in fields(entity).items() if visibility.get(key, one.public))
    if granted == "reach":
        return published | _REACH & frozenset(fields(entity))
    return published | _PARTNER[entity] if granted == "partner" else published


def demand_identity(viewer: Viewer, role: Literal["supplier", "buyer"], changed: Iterable[str]) -> None:
    """What files and orders are led to a firm by is the office's to change, or a firm could make another's its own. Raises AccessDenied."""
    if not IDENTITY.isdisjoint(changed) and extent(viewer, role, "change", "foreign") is None:
        raise AccessDenied("企業名と法人番号は、ここでは変えられません。コーディネーターに連絡してください。")


def _in_scope(viewer: Viewer, subject: Subject, verb: Verb) -> bool:
    if viewer.scopes is None:
        return True
    if subject in ("account", "token") and verb != "see":
        return False  # a token that leaks must not be able to make itself a wider or a longer one
    return not viewer.scopes.isdisjoint({f"{subject}:{verb}", f"{subject}:*", f"*:{verb}", "*:*"})
