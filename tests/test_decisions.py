"""decisions.jsonl: what is written is read, what is later counts, and nothing is taken that contradicts itself."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import decisions
from pipelines.decisions import Decision, Decisions, DecisionsError, Different, Finding, Same, Successor

A, B, C, D = (f"370303-{number:08x}" for number in range(4))
LOST = "000000-00000000"
IDS = st.sampled_from([A, B, C, D, LOST])
PAIRS = st.tuples(IDS, IDS).filter(lambda pair: pair[0] != pair[1])
NOTES = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def test_no_file_is_no_decisions(tmp_path: Path) -> None:
    assert decisions.read(tmp_path / decisions.FILE) == Decisions()


@settings(deadline=None)
@given(st.lists(PAIRS.flatmap(lambda pair: st.builds(Same, *map(st.just, pair), note=NOTES)), max_size=6), NOTES)
def test_what_is_added_is_read(tmp_path_factory: pytest.TempPathFactory, taken: list[Same], note: str) -> None:
    file = tmp_path_factory.mktemp("data") / decisions.FILE
    wanted: list[Decision] = [*taken, Finding("f", "confirmed", 1.5, 2, note)]
    for one in wanted:
        decisions.append(file, one)
    assert decisions.read(file).taken == tuple(wanted)


def test_every_kind_is_one_line_of_json(tmp_path: Path) -> None:
    file = tmp_path / "new" / decisions.FILE
    for one in (
        Same(A, B, B),
        Different(A, C),
        Successor(C, D, 2019, note="合并\u2028了"),
        Finding("x.2024.1", "dismissed"),
    ):
        decisions.append(file, one)
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n")[:-1]]
    assert [line["kind"] for line in lines] == ["same", "different", "successor", "finding"]
    assert lines[2] == {"kind": "successor", "from": C, "to": D, "since": 2019, "note": "合并\u2028了"}
    assert decisions.read(file).findings["x.2024.1"].decision == "dismissed"


# --- who goes on ---


def test_the_smallest_id_goes_on() -> None:
    both = Decisions((Same(C, B), Same(B, A)))
    assert {both.resolve(one) for one in (A, B, C)} == {A}
    assert both.resolve(D) == D


def test_the_kept_id_goes_on_and_the_last_word_counts() -> None:
    assert Decisions((Same(A, B, B), Same(B, C))).resolve(A) == B
    assert Decisions((Same(A, B, B), Same(B, C, C))).resolve(A) == C
    assert Decisions((Same(A, B, B), Same(A, B, A))).resolve(B) == A


def test_a_known_region_goes_on_before_an_unknown_one() -> None:
    assert Decisions((Same(LOST, D),)).resolve(LOST) == D


def test_different_takes_same_back() -> None:
    taken = Decisions((Same(A, B), Different(B, A)))
    assert (taken.resolve(A), taken.resolve(B)) == (A, B)
    assert isinstance(taken.decided(A, B), Different)
    assert Decisions((Same(A, B), Different(B, A), Same(A, B))).resolve(B) == A


@settings(deadline=None)
@given(st.lists(PAIRS, max_size=8))
def test_who_goes_on_does_not_depend_on_the_order(pairs: list[tuple[str, str]]) -> None:
    one = Decisions(tuple(Same(a, b) for a, b in pairs))
    other = Decisions(tuple(Same(b, a) for a, b in reversed(pairs)))
    for org_id in (A, B, C, D, LOST):
        assert one.resolve(org_id) == other.resolve(org_id)
        assert one.resolve(one.resolve(org_id)) == one.resolve(org_id)


def test_the_later_finding_and_successor_count() -> None:
    taken = Decisions(
        (Finding("f", "confirmed"), Finding("f", "dismissed"), Successor(A, B, 2018), Successor(A, C, 2019))
    )
    assert taken.findings["f"].decision == "dismissed"
    assert taken.successors[A].after == C


def test_resolve_is_a_function_too() -> None:
    assert decisions.resolve(B, Decisions((Same(A, B),))) == A


# --- what is refused ---


def test_two_that_others_join_cannot_be_different(tmp_path: Path) -> None:
    file = tmp_path / decisions.FILE
    for one in (Same(A, B), Same(B, C)):
        decisions.append(file, one)
    with pytest.raises(DecisionsError, match="定为不同机关"):
        decisions.append(file, Different(A, C))
    assert len(decisions.read(file).taken) == 2


def test_successors_make_no_circle() -> None:
    with pytest.raises(DecisionsError, match="圈"):
        Decisions((Successor(A, B, 2018), Successor(B, C, 2019), Successor(C, A, 2020)))
    with pytest.raises(DecisionsError, match="圈"):
        Decisions((Same(A, B), Successor(A, B, 2018)))


WRONG = {
    "no JSON": ("{", "不是 JSON"),
    "no object": ("[1]", "不是 JSON 对象"),
    "a deep nest": ("[" * 100_000, "不是 JSON"),
    "no kind": ("{}", "kind 应为"),
    "a kind that is a list": ('{"kind": []}', "kind 应为"),
    "an unknown kind": ('{"kind": "alike"}', "kind 应为"),
    "a missing end": (json.dumps({"kind": "same", "a": A}), "缺少"),
    "an unknown key": (json.dumps({"kind": "same", "a": A, "b": B, "why": ""}), "没有 why"),
    "Python's own name": (json.dumps({"kind": "successor", "before": A, "after": B, "since": 2019}), "没有 after"),
    "no id": (json.dumps({"kind": "same", "a": A, "b": "张店区"}), "b 不是机关编号"),
    "one id twice": (json.dumps({"kind": "different", "a": A, "b": A}), "相同"),
    "a third one kept": (json.dumps({"kind": "same", "a": A, "b": B, "kept": C}), "kept"),
    "a year in words": (json.dumps({"kind": "successor", "from": A, "to": B, "since": "2019"}), "since"),
    "a year that is a truth": (json.dumps({"kind": "successor", "from": A, "to": B, "since": True}), "since"),
    "another verdict": (json.dumps({"kind": "finding", "fingerprint": "f", "decision": "maybe"}), "confirmed"),
    "an empty fingerprint": (json.dumps({"kind": "finding", "fingerprint": "", "decision": "confirmed"}), "空的"),
    "a number in words": (
        json.dumps({"kind": "finding", "fingerprint": "f", "decision": "confirmed", "printed": "1"}),
        "printed",
    ),
    "no finite number": ('{"kind": "finding", "fingerprint": "f", "decision": "confirmed", "printed": NaN}', "JSON"),
    "a note that is none": (json.dumps({"kind": "same", "a": A, "b": B, "note": 3}), "note 不是文字"),
}


@pytest.mark.parametrize(("line", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    file = tmp_path / decisions.FILE
    right = json.dumps({"kind": "same", "a": A, "b": B})
    file.write_text(f"{right}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(DecisionsError, match=f"第 3 行.*{message}") as caught:
        decisions.read(file)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / decisions.FILE
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DecisionsError, match=decisions.FILE):
        decisions.read(file)


def test_a_lone_surrogate_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    file = tmp_path / decisions.FILE
    decisions.append(file, Same(A, B))
    with pytest.raises(DecisionsError, match="字符"):
        decisions.append(file, Different(A, C, note="\ud800"))
    assert decisions.read(file).taken == (Same(A, B),)


# --- the file ---


def test_what_an_editor_leaves_is_read_and_added_to(tmp_path: Path) -> None:
    file = tmp_path / decisions.FILE
    file.write_bytes("\ufeff".encode() + json.dumps({"kind": "same", "a": A, "b": B}).encode() + b"\r\n \r\n"
                     + json.dumps({"kind": "different", "a": A, "b": C}).encode())  # fmt: skip
    decisions.append(file, Finding("f", "confirmed"))
    assert decisions.read(file).taken == (Same(A, B), Different(A, C), Finding("f", "confirmed"))


def test_a_write_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / decisions.FILE
    decisions.append(file, Same(A, B))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        decisions.append(file, Same(B, C))
    monkeypatch.undo()
    assert decisions.read(file).taken == (Same(A, B),)
    decisions.append(file, Same(B, C))
    assert decisions.read(file).taken == (Same(A, B), Same(B, C))


def _add(file: Path, first: int) -> None:
    for number in range(first, first + 20):
        decisions.append(file, Finding(f"f{number}", "confirmed"))


def test_two_processes_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / decisions.FILE
    spawn = multiprocessing.get_context("spawn")
    workers = [spawn.Process(target=_add, args=(file, first)) for first in (0, 100)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    assert len(decisions.read(file).findings) == 40
