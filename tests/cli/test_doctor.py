"""The doctor finds what holds and what does not."""

from balkansim.cli import doctor
from balkansim.cli.main import run


def test_the_doctor_times_a_forecast_and_finds_all_in_place(capsys):
    assert run(["doctor", "--draws", "4"]) == 0
    out = capsys.readouterr().out
    assert "histories, all arms, in" in out
    assert "MEND" not in out


def test_a_missing_library_is_named_with_its_remedy(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "NEEDED", ("numpy", "no-such-library"))
    check = doctor.libraries()
    assert not check.holds
    assert "missing: no-such-library" in check.finding
    assert check.todo == "pip install no-such-library"
    assert run(["doctor", "--draws", "4"]) == 1
    assert "MEND" in capsys.readouterr().out


def test_a_folder_that_cannot_be_made_is_not_writable(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    assert not doctor.is_writable(blocked / "cache")
    assert doctor.is_writable(tmp_path / "cache")
