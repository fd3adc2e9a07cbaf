"""Which layer's word holds: the last one, unless an earlier one locked the key."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from triage.models.desk_keys import BY_NAME, DESK_KEYS, ORDER, Kind, Layer
from triage.models.desk_values import SettingFault, Standing, Told, resolve, told_of, wrong

THEME = BY_NAME["look.theme"]
SAID = st.builds(
    lambda layer, value, locks: told_of(layer, layer.value, "look.theme", value, locks=locks),
    st.sampled_from(ORDER[1:]),
    st.sampled_from([None, "light", "dark", "contrast", "red", ""]),
    st.booleans(),
)


@given(st.lists(SAID, unique_by=lambda told: told.layer))
def test_no_layer_after_a_lock_has_a_say(said: list[Told]) -> None:
    answer = resolve(THEME, THEME.name, said)
    ordered = sorted(said, key=lambda one: ORDER.index(one.layer))
    lock = next((one.layer for one in ordered if one.locks), None)
    last = ORDER.index(lock) if lock else len(ORDER)
    heard = [one for one in ordered if ORDER.index(one.layer) <= last and one.value is not None and not one.fault]
    assert answer.value == (heard[-1].value if heard else "system")
    assert answer.layer == (heard[-1].layer if heard else Layer.BUILT_IN)
    assert answer.locked == (lock is not None)
    assert answer.value in {value for value, _words in THEME.choices}


def test_the_profile_may_set_only_what_is_the_forces() -> None:
    told = told_of(Layer.FORCE, "profile", "gateway_url", "https://evil.example.org")
    assert told.fault.startswith("cannot be set by force profile")
    assert resolve(BY_NAME["gateway_url"], "gateway_url", [told]).value == ""


def test_a_layer_is_replaced_as_a_whole() -> None:
    first = told_of(Layer.FORCE, "profile 1", "look.theme", "dark", locks=True)
    mine = told_of(Layer.PERSON, "window", "look.theme", "light")
    standing = Standing({"look.theme": (first, mine)})
    fault = SettingFault("profile 2", "look.theme", "is wrong")
    after = standing.with_layer(Layer.FORCE, {}, [fault])
    assert (standing.value("look.theme"), after.value("look.theme")) == ("dark", "light")
    assert after.with_layer(Layer.FORCE, {}, [fault]).faults == (fault,)


def test_every_default_is_a_value_of_its_own_setting() -> None:
    for key in DESK_KEYS:
        assert not (key.default and wrong(key, key.default)), key.name
        assert key.default or key.without, f"{key.name}: say what happens without it"
        assert (key.kind is Kind.CHOICE) == bool(key.choices), key.name
        assert (key.kind is Kind.WHOLE) == (key.most > key.least), key.name
