from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.cli.conftest import Run

ANSWERS = """\
day,market,score
2021-09-05,US,9
2021-09-06,UK,3
2021-10-07,US,8
"""
COLUMNS = [
    *("--kpi", "nps", "--scores", "score", "--date", "day"),
    *("--segment", "market", "--cadence", "month"),
]


@pytest.fixture
def answers(tmp_path: Path) -> str:
    file = tmp_path / "answers.csv"
    file.write_text(ANSWERS)
    return str(file)


def test_answers_are_imported_once_and_summed_up(answers: str, run: Run) -> None:
    first, again = (run("import", answers, *COLUMNS) for _ in range(2))
    assert first.exit_code == 0
    lines = first.stdout.splitlines()
    assert lines[0].startswith("NPS 0.00 over 2021-09 … 2021-10, 3 answers: 33.33 % promoters")
    assert lines[-2] == "Net Promoter Score is recorded by the month here from now on."
    assert lines[-1] == "Workspace LOCAL: 5 new, 0 changed, 0 unchanged."
    assert again.stdout.splitlines()[-1] == "Workspace LOCAL: 0 new, 0 changed, 5 unchanged."


def test_a_bad_line_stores_nothing(answers: str, run: Run) -> None:
    Path(answers).write_text(ANSWERS + "2021-10-08,US,11\n")
    refused = run("import", answers, *COLUMNS)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("Line 5: ")
    Path(answers).write_text(ANSWERS)
    assert "5 new, 0 changed" in run("import", answers, *COLUMNS).stdout


def test_bad_lines_may_be_left_out_and_are_counted_and_the_first_shown(
    answers: str, run: Run
) -> None:
    Path(answers).write_text(ANSWERS + "2021-10-08,US,11\n" * 25)
    told = run("import", answers, *COLUMNS, "--skip-bad")
    assert told.exit_code == 0
    lines = told.stdout.splitlines()
    assert lines[-23] == "Workspace LOCAL: 5 new, 0 changed, 0 unchanged."
    assert lines[-22] == "Lines left out: 25"
    assert lines[-21].startswith("  Line 5: ")
    assert lines[-1] == "  and 5 more"


def test_rows_of_figures_need_no_options(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "figures.csv"
    file.write_text("kpi,period,lost,start\nchurn,2021-W40,50,3000\n")
    assert "1 new" in run("import", str(file)).stdout


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--kpi", "nps"], 2, "needs --kpi, --scores and --date"),
        (["--scores", "score", "--date", "day"], 2, "needs --kpi, --scores and --date"),
        ([*COLUMNS, "--survey", "scale"], 2, "--survey takes name=value"),
        ([*COLUMNS[:-4], "--segment", "region"], 1, 'no column "region"'),
        (["--kpi", "npz", *COLUMNS[2:]], 1, 'no KPI called "npz"'),
        ([], 1, 'no column "kpi"'),
    ],
)
def test_options_that_do_not_fit_end_with_a_sentence(
    words: list[str], code: int, says: str, answers: str, run: Run
) -> None:
    refused = run("import", answers, *words)
    assert (refused.exit_code, refused.stdout) == (code, "")
    assert says in refused.stderr


def test_a_workspace_can_be_named(answers: str, run: Run) -> None:
    assert "Workspace T1:" in run("import", answers, *COLUMNS, "--workspace", "T1").stdout
    refused = run("import", answers, *COLUMNS, "--workspace", "T2")
    assert refused.exit_code == 1
    assert "no workspace T2; there is T1" in refused.stderr


def test_answers_without_score_or_segment_are_told(answers: str, run: Run) -> None:
    Path(answers).write_text(ANSWERS + "2021-10-08,,9\n2021-10-08,US,\n")
    told = run("import", answers, *COLUMNS).stdout
    assert "Lines without a score, not counted: 1" in told
    assert "Answers without a segment, in the total only: 1" in told
