"""Work that several processes share: each thing is taken once, and whoever is killed leaves no half-done site."""

from __future__ import annotations

import os
import signal

import pytest

from generator.crew import MOST_THINGS, Gate, Shared, each, meanwhile, together
from generator.stop import Exit, Stop


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_each_thing_is_taken_by_one_process_only(processes):
    things = Shared([f"sak {number}" for number in range(MOST_THINGS)])
    taken = together(lambda: list(things), processes)
    assert len(taken) == processes
    assert sorted(one for some in taken for one in some) == sorted(f"sak {number}" for number in range(MOST_THINGS))


def test_the_others_are_copies_that_know_what_their_original_knows():
    known = {"before": object()}
    (mine, one), (another, same) = together(lambda: (os.getpid(), id(known["before"])), 2)
    assert (mine, one, same) == (os.getpid(), id(known["before"]), id(known["before"]))
    assert another != mine


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_whoever_waits_at_the_gate_sees_what_all_have_done_before_it(tmp_path, processes):
    gate, waits = Gate(processes), Shared(["one of them"])

    def work() -> int:
        (tmp_path / str(os.getpid())).touch()
        gate.come()
        for _ in waits:
            gate.wait()
            return len(list(tmp_path.iterdir()))
        return processes

    assert together(work, processes) == [processes] * processes


@pytest.mark.parametrize("things", [0, 1, 29, 30, 31, 100])
@pytest.mark.parametrize("processes", [1, 2, 5])
def test_what_becomes_of_each_thing_comes_in_the_order_of_the_things(things, processes):
    assert list(each(str, range(things), processes, batch=3)) == [str(number) for number in range(things)]


def test_few_things_are_done_by_this_process_alone():
    assert {*each(lambda _: os.getpid(), range(29), 2, batch=3)} == {os.getpid()}


def test_more_things_are_done_by_others_too():
    original, (told, tell) = os.getpid(), os.pipe()

    def work(_: int) -> int:
        if os.getpid() == original:
            os.read(told, 1)
        else:
            os.write(tell, b"." * 30)
        return os.getpid()

    assert len({*each(work, range(30), 2, batch=3)} | {original}) == 2
    os.close(told)
    os.close(tell)


@pytest.mark.parametrize("processes", [2, 3])
def test_nobody_waits_for_one_that_has_died_on_the_way_to_the_gate(processes):
    gate, waits, original = Gate(processes), Shared(["one of them"]), os.getpid()

    def work() -> None:
        if os.getpid() != original:
            os.kill(os.getpid(), signal.SIGKILL)
        gate.come()
        for _ in waits:
            gate.wait()

    with pytest.raises(Stop) as stopped:
        together(work, processes)
    assert stopped.value.reason == "worker-died"


def test_a_copy_that_waits_at_the_gate_for_one_that_has_died_is_not_waited_for():
    gate, original = Gate(3), os.getpid()
    roles = Shared(["waits", "dies"])

    def work() -> None:
        if os.getpid() != original:
            for role in roles:
                if role == "dies":
                    os.kill(os.getpid(), signal.SIGKILL)
                gate.come()
                gate.wait()
        else:
            gate.come()

    with pytest.raises(Stop) as stopped:
        together(work, 3)
    assert stopped.value.reason == "worker-died"


def test_where_no_copies_can_be_made_the_only_process_opens_the_gate(monkeypatch):
    monkeypatch.setattr("sys.platform", "darwin")
    gate = Gate(2)

    def work() -> str:
        gate.come()
        gate.wait()
        return "done"

    assert together(work, 2) == ["done"]


def test_a_stop_in_a_process_is_the_stop_of_all():
    def work() -> None:
        raise Stop("offline-too-large", "400 kB")

    with pytest.raises(Stop) as stopped:
        together(work, 2)
    assert (stopped.value.reason, stopped.value.fact) == ("offline-too-large", "400 kB")


def test_a_full_disk_in_another_process_is_told_as_one():
    original = os.getpid()

    def work() -> None:
        if os.getpid() != original:
            raise OSError(28, "No space left on device", "/x/y")

    with pytest.raises(Stop) as stopped:
        together(work, 2)
    assert stopped.value.message("sv").count("No space left on device /x/y") == 1
    assert "in work" in "".join(stopped.value.__notes__), "for developers, with --debug"


def test_a_process_that_is_killed_stops_the_work_with_a_reason():
    original = os.getpid()

    def work() -> None:
        if os.getpid() != original:
            os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(Stop) as stopped:
        together(work, 2)
    assert stopped.value.reason == "worker-died" and stopped.value.exit_code is Exit.ENVIRONMENT


@pytest.mark.parametrize("fails", ["the original", "a copy"])
def test_no_process_is_left_when_one_has_failed(fails):
    reading, writing = os.pipe()
    original = os.getpid()

    def work() -> None:
        if (os.getpid() == original) == (fails == "the original"):
            raise Stop("our-fault")
        if os.getpid() != original:
            signal.pause()

    with pytest.raises(Stop) as stopped:
        together(work, 2)
    assert stopped.value.reason == "our-fault"
    os.close(writing)
    assert os.read(reading, 1) == b"", "nobody holds the other end"
    os.close(reading)


def test_what_is_begun_meanwhile_is_given_when_it_is_asked_for() -> None:
    begun = meanwhile(os.getpid, 2)
    assert begun() != os.getpid()
    assert meanwhile(os.getpid, 1)() == os.getpid()


def test_a_fault_in_what_is_begun_meanwhile_comes_to_whoever_asks() -> None:
    def killed() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(Stop) as fault:
        meanwhile(killed, 2)()
    assert fault.value.args[0] == "worker-died"
