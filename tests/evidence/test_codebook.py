"""The codebook is read strictly: unknown keys, impossible numbers and names that lead nowhere are refused."""

from __future__ import annotations

import pytest

from balkansim.errors import BalkansimError
from balkansim.evidence.codebook import Key, load_codebook


@pytest.fixture
def changed(make_folder):
    """Return a loader of the small codebook with one piece of its text replaced."""

    def load(old="", new=""):
        path = make_folder() / "codebook.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return load_codebook(path)

    return load


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("number = 0.5", "number = 1.5", r"words\.half\.number: found 1\.5"),
        ("number = 0.5", "number = nan", r"words\.half\.number: found nan"),
        ("weight = 0.5", "weight = -0.1", r"words\.hinted\.weight: found -0\.1"),
        ("number = 0.5", 'number = "0.5"', r"words\.half\.number"),
        ("value = 0.2", "value = inf", r"coding\.assertion_sd\.value"),
        ("value = 0.2", "value = 2.0", "assertion_sd below 1"),
        ("value = 3.0", "value = 0", r"document_cap\.value: found 0"),
        ("mean = 0.25", "mean = 1.0", "mean: found 1.0"),
        ("sd = 0.1", "sd = 0.5", "the widest a share can be"),
        ("meaning = ", "meening = ", r"did you mean 'meaning'"),
        ("tone = 1", "tone = 2", "tone: found 2"),
        ('scale = "unit"', 'scale = "units"', "scale: found 'units'"),
        ('parties = "state state"', 'parties = "state planet"', "parties: found 'state planet'"),
        ('parties = "bloc"', 'parties = "bloc", symmetric = true', "symmetric only with"),
        ('default = "grievance"', 'default = "greivance"', "the default of tension"),
        ('default = "grievance"', 'default = "depth"', "same parties and scale"),
        ('default = "grievance"', 'default = "tension"', "a quantity that has them, not tension"),
        ('informs = ["tension"]', 'informs = ["tensions"]', "accusation informs tensions"),
        ("[kinds]", "[kind]", "did you mean 'kinds'"),
    ],
)
def test_what_cannot_be_is_refused_with_its_key(changed, old, new, told):
    with pytest.raises(BalkansimError, match=told) as caught:
        changed(old, new)
    assert "codebook.toml" in str(caught.value)
    assert "{" not in str(caught.value)


def test_a_key_takes_known_names_in_any_case_and_one_order(changed):
    codebook = changed()
    assert codebook.key("tension", "xkx", "Srb") == Key("tension", "SRB", "XKX")
    assert codebook.key("tension", "SRB", "KOSOVO") == Key("tension", "SRB", "XKX")
    assert codebook.key("commitment", "SRB", "RUS") == Key("commitment", "SRB", "RUS")
    assert str(codebook.key("depth", "adriatic")) == "depth adriatic"


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("tensoin", "SRB", "XKX"), "did you mean 'tension'"),
        (("tension", "SRB"), "expected: its parties: state state"),
        (("depth", "adriatic", "SRB"), "depth of adriatic SRB"),
        (("tension", "SRB", "SBR"), "did you mean 'SRB'"),
        (("commitment", "SRB", "XKX"), "unknown patron 'XKX'"),
        (("tension", "SRB", "SRB"), "paired with itself"),
    ],
)
def test_a_key_that_names_nothing_is_refused(changed, names, told):
    with pytest.raises(BalkansimError, match=told):
        changed().key(*names)


def test_all_keys_hold_each_pair_once(changed):
    keys = changed().all_keys()
    assert [key for key in keys if key.quantity == "tension"] == [
        Key("tension", "SRB", "XKX"),
        Key("tension", "ALB", "SRB"),
        Key("tension", "ALB", "XKX"),
    ]
    assert len([key for key in keys if key.quantity == "commitment"]) == 3 * 2
    assert len(set(keys)) == len(keys)


def test_a_signed_quantity_is_stretched(changed):
    codebook = changed()
    assert [codebook.quantity("commitment").stretched(share) for share in (0.0, 0.5, 1.0)] == [-1.0, 0.0, 1.0]
    assert codebook.quantity("depth").stretched(0.3) == 0.3
