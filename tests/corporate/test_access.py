"""Who may do what with whose things: the whole matrix, written by hand, and the rules compared with it."""

from typing import get_args

import pytest

from matching.corporate import access
from matching.corporate.access import (
    NOBODY,
    OPERATOR,
    ROLES,
    RULES,
    Extent,
    Relation,
    Role,
    Rule,
    Subject,
    Verb,
    Viewer,
)
from matching.corporate.fields import fields
from matching.errors import AccessDenied, NotFound, NotSignedIn

RELATIONS: tuple[Relation, ...] = ("own", "party", "foreign")
# A cell: to what extent for own / party / foreign things; a = all, p = partner, r = reach, o = open, n = named, - = not at all.
# What isn't in the table is denied. Written from the office's point of view, not from the rules.
MATRIX: dict[Role, dict[str, str]] = {
    "coordinator": {
        "supplier": "see aaa, make aaa, change aaa, export aaa",
        "buyer": "see aaa, make aaa, change aaa, export aaa",
        "order": "see aaa, make aaa, change aaa, export aaa",
        "match": "make aaa",
        "ranking": "see aaa",
        "shortlist": "see aaa, make aaa, change aaa, remove aaa, export aaa",
        "introduction": "see aaa, make aaa, change aaa, remove aaa",
        "activity": "see aaa, make aaa, remove aaa",
        "feedback": "see aaa, make aaa, change a--, remove a--, export aaa",
        "registration": "see aaa, make aaa, change aaa, remove a--, decide aaa",
        "review": "see aaa, decide aaa",
        "attachment": "see aan, make aa-, remove aa-, export aa-",
        "consent": "see aaa, make aaa, remove aaa",
        "upload": "see aaa, make aaa, change a--, remove a--, export a--",
        "survey": "see aaa",
        "tabulation": "see ooo, export ooo",
        "result": "see aaa, change aaa, export aaa",
        "account": "see a--, change a--",
        "token": "see a--, make a--, remove a--",
        "job": "see a--, change a--",
        "lexicon": "see aaa",
    },
    "supplier": {
        "supplier": "see a--, export a--",
        "registration": "see a--, make a--, change a--, remove a--",
        "order": "see -po",
        "buyer": "see -p-",
        "match": "make a--",
        "introduction": "see -o-, change -o-",
        "attachment": "see aa-, make a--, remove a--, export aa-",
        "consent": "see a--, make a--, remove a--",
        "account": "see a--, change a--",
        "token": "see a--, make a--, remove a--",
        "job": "see a--, change a--",
        "lexicon": "see aaa",
    },
    "buyer": {
        "buyer": "see a--, change a--",
        "order": "see a--, make a--, change a--",
        "supplier": "see -p-",
        "introduction": "see -o-",
        "attachment": "see aa-, make a--, remove a--, export aa-",
        "consent": "see a--, make a--, remove a--",
        "account": "see a--, change a--",
        "token": "see a--, make a--, remove a--",
        "job": "see a--, change a--",
        "lexicon": "see aaa",
    },
    "survey": {
        "upload": "see aaa, make aaa, change aaa, remove aaa, export aaa",
        "review": "see aaa, decide aaa",
        "survey": "see aaa, change aaa, export aaa",
        "tabulation": "see aaa, change aaa, export aaa",
        "supplier": "see oro",
        "buyer": "see ooo",
        "activity": "see aaa",
        "result": "see aaa, change aaa, export aaa",
        "account": "see a--, change a--",
        "token": "see a--, make a--, remove a--",
        "job": "see a--, change a--",
        "lexicon": "see aaa",
    },
    "admin": {
        "account": "see aaa, make aaa, change aaa, remove aaa",
        "token": "see aaa, make aaa, remove aaa",
        "audit": "see aaa, export aaa",
        "ranking": "remove aaa",
        "job": "see aaa, change aaa",
        "backup": "see aaa, make aaa",
        "lexicon": "see aaa, make aaa, change aaa, remove aaa",
    },
    "reader": {
        "supplier": "see ooo",
        "order": "see ooo",
        "tabulation": "see ooo",
        "result": "see ooo",
        "account": "see a--, change a--",
        "token": "see a--, make a--, remove a--",
        "job": "see a--, change a--",
        "lexicon": "see aaa",
    },
}
LETTERS: dict[str, Extent | None] = {
    "a": "all",
    "p": "partner",
    "r": "reach",
    "o": "open",
    "n": "named",
    "-": None,
}
Cell = tuple[Role, str, str, Relation]


def expected() -> dict[Cell, Extent | None]:
    table: dict[Cell, Extent | None] = {
        (role, subject, verb, relation): None
        for role in ROLES
        for subject in get_args(Subject)
        for verb in get_args(Verb)
        for relation in RELATIONS
    }
    for role, subjects in MATRIX.items():
        for subject, line in subjects.items():
            for entry in line.split(", "):
                verb, letters = entry.split(" ")
                for relation, letter in zip(RELATIONS, letters, strict=True):
                    table[role, subject, verb, relation] = LETTERS[letter]
    return table


def actual() -> dict[Cell, Extent | None]:
    return {
        (role, subject, verb, relation): access.extent(
            Viewer("u1", frozenset({role})), subject, verb, relation
        )
        for role in ROLES
        for subject in get_args(Subject)
        for verb in get_args(Verb)
        for relation in RELATIONS
    }


def named(rule: Rule) -> str:
    words = (rule.role, "+".join(sorted(rule.subjects)), "+".join(sorted(rule.verbs)))
    return " ".join((*words, "+".join(sorted(rule.whose)), rule.extent))


def test_the_rules_say_what_the_table_says() -> None:
    table, found = expected(), actual()
    assert len(table) == 6 * len(get_args(Subject)) * len(get_args(Verb)) * 3
    assert {cell: found[cell] for cell in table if found[cell] != table[cell]} == {}


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_without_any_one_rule_the_table_differs(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "RULES", tuple(one for one in RULES if one is not rule))
    assert actual() != expected()


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_no_part_of_a_rule_is_said_elsewhere_too(rule: Rule) -> None:
    """Else a rule could be taken back in one place, and hold on in the other."""
    said = [
        (subject, verb, relation, named(other))
        for other in RULES
        if other is not rule and other.role == rule.role
        for subject in rule.subjects & other.subjects
        for verb in rule.verbs & other.verbs
        for relation in rule.whose & other.whose
    ]
    assert said == []


@pytest.mark.parametrize("subject", get_args(Subject))
@pytest.mark.parametrize("verb", get_args(Verb))
def test_nobody_may_do_anything_without_signing_in(subject: Subject, verb: Verb) -> None:
    for relation in RELATIONS:
        assert access.extent(NOBODY, subject, verb, relation) is None
        with pytest.raises(NotSignedIn):
            access.demand(NOBODY, subject, verb, relation)


def test_an_account_without_roles_may_do_nothing() -> None:
    viewer = Viewer("u7", user_id=7)
    assert not any(access.relations(viewer, subject) for subject in get_args(Subject))
    with pytest.raises(AccessDenied):
        access.demand(viewer, "order", "see")


def test_roles_add_up_and_the_widest_extent_holds() -> None:
    both = Viewer("u1", frozenset({"reader", "supplier"}), supplier_id=5)
    assert access.extent(both, "supplier", "see", "own") == "all"
    assert access.extent(both, "supplier", "see", "foreign") == "open"
    assert access.extent(both, "order", "see", "party") == "partner"


def test_the_command_line_works_as_coordinator_survey_staff_and_administrator() -> None:
    for subject, verb in (
        ("supplier", "change"),
        ("survey", "change"),
        ("account", "make"),
        ("audit", "see"),
    ):
        assert access.demand(OPERATOR, subject, verb) == "all"


def test_a_foreign_thing_is_not_there_for_who_may_see_only_the_own() -> None:
    supplier = Viewer("u1", frozenset({"supplier"}), supplier_id=5)
    with pytest.raises(NotFound):
        access.demand(supplier, "supplier", "see", "foreign")
    with pytest.raises(NotFound):
        access.demand(supplier, "registration", "change", "foreign")


def test_what_may_be_seen_but_not_changed_is_denied_not_hidden() -> None:
    reader = Viewer("u1", frozenset({"reader"}))
    with pytest.raises(AccessDenied, match="操作をする権限"):
        access.demand(reader, "supplier", "change")
    with pytest.raises(AccessDenied, match="見る権限"):
        access.demand(reader, "ranking", "see")


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        ("match:make", {("match", "make")}),
        ("ranking:*", {("ranking", "see")}),
        ("*:see", {("ranking", "see"), ("supplier", "see")}),
        ("*:*", {("match", "make"), ("ranking", "see"), ("supplier", "see"), ("supplier", "change")}),
        ("audit:see", set()),  # the roles don't permit it: a scope never widens
    ],
)
def test_a_token_does_what_both_its_scope_and_the_roles_permit(
    scope: str, allowed: set[tuple[str, str]]
) -> None:
    viewer = Viewer("u1", frozenset({"coordinator"}), 1, scopes=frozenset({scope}))
    tried: list[tuple[Subject, Verb]] = [
        ("match", "make"),
        ("ranking", "see"),
        ("supplier", "see"),
        ("supplier", "change"),
        ("audit", "see"),
    ]
    assert {one for one in tried if access.extent(viewer, *one) is not None} == allowed


@pytest.mark.parametrize("subject", ["account", "token"])
def test_a_token_never_makes_itself_a_wider_one(subject: Subject) -> None:
    viewer = Viewer("u1", frozenset({"admin"}), 1, scopes=frozenset({"*:*"}))
    for verb in get_args(Verb):
        granted = [access.extent(viewer, subject, verb, relation) for relation in RELATIONS]
        assert any(granted) == (verb == "see")


# Fields, by hand: what must never be seen to an extent.
SECRETS = {
    "supplier": {
        "open": {
            "address",
            "phone",
            "fax",
            "email",
            "contact",
            "representative",
            "annual_sales",
            "customers",
            "bank",
        },
        "reach": {"address", "fax", "email", "representative", "annual_sales", "customers", "bank"},
        "partner": {"annual_sales", "customers", "bank", "payment_terms", "affiliation", "employee_details"},
    },
    "buyer": {
        "open": {"name", "source_id", "corporate_number", "phone", "contact"},
        "partner": {"source_id"},
    },
    "order": {
        "open": {"buyer", "buyer_contact", "price", "owner", "state", "drawings", "delivery_place"},
        "partner": {"price", "owner", "state"},
    },
}
NEEDED = {
    "supplier": {
        "open": {"name", "processes", "equipment"},
        "reach": {"name", "processes", "phone", "contact"},
        "partner": {"name", "phone", "contact", "address"},
    },
    "buyer": {"open": {"prefecture"}, "partner": {"name", "phone", "contact", "address"}},
    "order": {
        "open": {"item", "processes", "due", "number"},
        "partner": {"item", "buyer", "buyer_contact", "drawings"},
    },
}


@pytest.mark.parametrize(
    ("entity", "granted"), [(entity, granted) for entity, told in SECRETS.items() for granted in told]
)
def test_fields_that_an_extent_hides_and_shows(entity: str, granted: str) -> None:
    shown = access.shown_fields(entity, granted, {})  # type: ignore[arg-type]
    assert shown & SECRETS[entity][granted] == set()
    assert NEEDED[entity][granted] <= shown <= set(fields(entity))  # type: ignore[arg-type]


def test_all_shows_every_field_and_named_hardly_any() -> None:
    assert access.shown_fields("supplier", "all", {}) == set(fields("supplier"))
    assert access.shown_fields("supplier", "named", {}) == {"source_id", "name", "prefecture"}
    assert access.shown_fields("order", "named", {}) == {"number", "item"}


def test_what_the_firm_itself_said_goes_before_the_usual() -> None:
    shown = access.shown_fields("supplier", "open", {"phone": True, "processes": False})
    assert "phone" in shown
    assert "processes" not in shown
    assert "bank" not in access.shown_fields("supplier", "partner", {"phone": False})
    assert "phone" in access.shown_fields(
        "supplier", "partner", {"phone": False}
    )  # those brought together reach each other


def test_each_extent_shows_what_the_narrower_ones_show() -> None:
    order: tuple[Extent, ...] = ("open", "reach", "partner", "all")
    for entity in ("supplier", "buyer", "order"):
        shown = [access.shown_fields(entity, one, {}) for one in order]  # type: ignore[arg-type]
        assert shown[0] <= shown[1] < shown[2] < shown[3]


def test_lists_are_narrowed_to_what_may_be_seen() -> None:
    supplier = Viewer("u1", frozenset({"supplier"}), supplier_id=5)
    assert access.relations(supplier, "supplier") == {"own"}
    assert access.relations(supplier, "order") == {"party", "foreign"}
    assert access.relations(supplier, "shortlist") == frozenset()
    assert access.relations(supplier, "ranking") == frozenset()
