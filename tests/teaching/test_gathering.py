"""A class's sheets gathered: what was read, who agrees, what each coding forecasts, and which files are broken."""

import json

import pytest
from teaching_sheets import DEPTH, FORECAST, TENSION

from balkansim.analysis.compare import Comparison
from balkansim.errors import BalkansimError
from balkansim.teaching import gathered as gathering
from balkansim.teaching.gathered import class_worlds, disputes, gather, read_class, recoded, sheets_in

SMALL = {"draws": 4, "histories": 1}
WEAKER = (*TENSION[:5], "down", *TENSION[6:])


@pytest.fixture
def unrun(monkeypatch):
    """Answer no forecast: reading and measuring alone are asked for."""
    monkeypatch.setattr(gathering, "class_forecasts", lambda *_, **__: None)


def codings_of(folder, knowing, article):
    return read_class(sheets_in(folder), knowing, article)[0]


def test_of_thirty_files_with_semicolons_in_one_and_one_broken_29_are_gathered(hand_in, unrun):
    for k in range(30):
        form = {"delimiter": ";", "encoding": "cp1252"} if k == 4 else {}
        rows = [DEPTH, ("P2", "fact", *TENSION[2:4], "tenson", *TENSION[5:])] if k == 17 else [DEPTH, TENSION]
        folder = hand_in(f"student{k:02}.csv", *rows, **form).parent
    found = gather(folder)
    assert len(found.students) == 29
    (broken,) = found.broken
    assert broken.file == "student17.csv"
    assert "student17.csv, row 3, column quantity" in broken.message
    assert "student04" in found.students and "student17" not in found.students


def test_alpha_is_one_where_all_agree_and_undefined_with_one_student(hand_in, unrun):
    folder = hand_in("ana.csv").parent
    assert gather(folder).agreement[0].alpha is None
    hand_in("bo.csv")
    assert {one.alpha for one in gather(folder).agreement} == {None, 1.0}
    hand_in("cem.csv", DEPTH, WEAKER)
    assert min(one.alpha for one in gather(folder).agreement if one.alpha is not None) < 1.0


def test_the_paragraph_in_which_values_are_furthest_apart_comes_first(hand_in, knowing, article):
    folder = hand_in("ana.csv", DEPTH, TENSION).parent
    hand_in("bo.csv", (*DEPTH[:6], "marked", "", ""), WEAKER)
    hand_in("cem.csv", DEPTH)
    found = disputes(codings_of(folder, knowing, article), knowing.codebook)
    assert [one.name for one in found] == ["P2", "P1"]
    # up strong is (1 + 0.75) / 2, down strong (1 - 0.75) / 2: 0.75 apart.
    assert found[0].apart == pytest.approx(0.75)
    assert found[0].coders == found[0].readings[0].readers == 2
    # strong and marked are 0.15 / 2 apart; of three pairs two differ.
    assert found[1].apart == pytest.approx(2 / 3 * 0.075)
    assert found[1].readings[0].words == (("down strong", 2), ("down marked", 1))


def test_what_a_student_codes_takes_the_place_of_the_shipped_coding_there_and_only_there(evidence):
    shipped = evidence.claims[0]
    own = [shipped]
    world = recoded(evidence, own)
    elsewhere = [claim for claim in evidence.claims if claim.place != shipped.place]
    assert list(world.claims) == [*elsewhere, *own]
    assert len(elsewhere) < len(evidence.claims) - 1
    assert world.hash not in (evidence.hash, recoded(evidence, []).hash)


def test_a_students_world_has_the_students_number(hand_in, knowing, article):
    folder = hand_in("ana.csv", ("P6", "fact", "Halmark", "", "neutrality", "down", "extreme", "", "")).parent
    hand_in("bo.csv", ("P6", "fact", "Halmark", "", "neutrality", "up", "extreme", "", ""))
    worlds = {w.label: w for w in class_worlds("baseline", knowing, codings_of(folder, knowing, article))}
    day = knowing.library.known_by
    neutral = {name: w.evidence.estimates(day).get("neutrality", "MKD").mean for name, w in worlds.items()}
    assert list(worlds) == ["shipped", "class", "ana", "bo"]
    assert neutral["ana"] < neutral["class"] < neutral["bo"]
    assert worlds["shipped"].evidence is knowing


def test_every_forecast_is_answered_under_every_coding_beside_the_shipped_one(hand_in, capsys):
    folder = hand_in("ana.csv").parent
    hand_in("bo.csv", DEPTH, WEAKER, FORECAST)
    found = gather(folder, **SMALL)
    assert isinstance(found.comparison, Comparison)
    frame = found.to_frame()
    assert set(frame["coding"]) == {"class", "ana", "bo"}
    assert frame.groupby("coding")["id"].nunique().nunique() == 1
    text = str(found)
    assert max(map(len, text.splitlines())) <= 100
    for words in (
        "gathered: 2 of 2 files",
        "alpha",
        "tension Varda Lumia",
        "up strong 1",
        "Varda is SRB",
    ):
        assert words in text
    assert json.loads(found.to_json())["disputed"][0]["name"] == "P2"


def test_an_uncoded_copy_of_the_shipped_coding_forecasts_what_ships(hand_in):
    folder = hand_in("ana.csv", FORECAST).parent
    frame = gather(folder, **SMALL).to_frame()
    assert (frame["difference"] == 0).all()


def test_the_folders_that_were_handed_out_are_gathered_too(tmp_path, hand_in):
    for name in ("ana", "bo"):
        sheet = hand_in(f"codings-{name}.csv")
        (tmp_path / "back" / name).mkdir(parents=True)
        sheet.rename(tmp_path / "back" / name / sheet.name)
        (tmp_path / "back" / name / "other.csv").write_text("x\n", encoding="utf-8")
    assert [path.name for path in sheets_in(tmp_path / "back")] == ["codings-ana.csv", "codings-bo.csv"]


def test_workbooks_doubles_and_reserved_names_are_broken_and_lock_files_are_not_seen(hand_in, knowing, article):
    folder = hand_in("ana.csv").parent
    hand_in("codings-Ana.csv")
    hand_in("class.csv")
    (folder / "bo.xlsx").write_bytes(b"PK")
    (folder / "~$bo.csv").write_bytes(b"")
    (folder / ".~lock.ana.csv").write_bytes(b"")
    codings, broken = read_class(sheets_in(folder), knowing, article)
    assert [coding.file for coding in codings] == ["ana.csv"]
    told = {one.file: one.message for one in broken}
    assert set(told) == {"bo.xlsx", "class.csv", "codings-Ana.csv"}
    assert "save it as CSV" in told["bo.xlsx"] and "gathered from ana.csv already" in told["codings-Ana.csv"]


def test_an_empty_or_missing_folder_and_one_of_broken_files_only_are_refused(tmp_path, hand_in):
    with pytest.raises(BalkansimError, match="no such folder"):
        gather(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BalkansimError, match="no coding sheet in it"):
        gather(tmp_path / "empty")
    with pytest.raises(BalkansimError, match=r"no sheet in it can be read(.|\n)*ana\.csv, row 2"):
        gather(hand_in("ana.csv", ("P2", "opinion", *TENSION[2:])))
