from __future__ import annotations

import datetime as dt

import pytest

from labnet.errors import RateLimited
from labnet.service.rates import Budget, Rates, network_of
from labnet.service.viewer import OPERATOR, VISITOR, Role, Viewer
from labnet.settings import Settings

SETTINGS = Settings(visitor_points=600, member_points=1_200, coordinator_points=6_000)


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def visitor(rates: Rates, address: str = "192.0.2.1") -> Budget:
    return rates.budget(VISITOR, address, SETTINGS)


def is_refused(budget: Budget) -> bool:
    try:
        budget.check()
    except RateLimited:
        return True
    return False


def test_points_are_drawn_and_come_back_evenly(clock: Clock) -> None:
    rates = Rates(clock=clock)

    visitor(rates).draw(450)
    left = visitor(rates).state().remaining
    clock.now += 10
    later = visitor(rates).state().remaining
    clock.now += 60
    full = visitor(rates).state().remaining

    # Ten points come back in a second.
    assert (left, later, full) == (150, 250, 600)


def test_an_operation_may_begin_as_long_as_anything_is_left_and_what_is_too_much_is_waited_for(clock: Clock) -> None:
    rates = Rates(clock=clock)
    visitor(rates).draw(599)

    visitor(rates).check()
    visitor(rates).draw(301)
    with pytest.raises(RateLimited, match=r"all 600 points of a minute are spent; ask again in 31 s") as refused:
        visitor(rates).check()
    clock.now += refused.value.seconds

    assert refused.value.seconds == 31
    assert not is_refused(visitor(rates))


def test_addresses_have_buckets_of_their_own(clock: Clock) -> None:
    rates = Rates(clock=clock)

    visitor(rates).draw(600)

    assert is_refused(visitor(rates))
    assert not is_refused(visitor(rates, "192.0.2.2"))


def test_whoever_has_signed_in_draws_from_their_own_bucket_and_from_a_larger_one_of_the_address(clock: Clock) -> None:
    rates = Rates(clock=clock)

    def member(name: str, address: str = "192.0.2.1") -> Budget:
        return rates.budget(Viewer(role=Role.MEMBER, identity=name), address, SETTINGS)

    visitor(rates).draw(600)
    member("a").draw(1_200)
    assert (is_refused(member("a")), is_refused(member("a", "192.0.2.9"))) == (True, True)
    assert not is_refused(member("b"))
    for name in range(9):
        member(f"other {name}").draw(1_200)

    assert is_refused(member("b"))
    assert not is_refused(member("b", "192.0.2.9"))


def test_what_may_be_asked_in_a_minute_goes_by_the_role() -> None:
    rates = Rates()
    viewers = [VISITOR, Viewer(role=Role.MEMBER, identity="m"), Viewer(role=Role.COORDINATOR, identity="c"), OPERATOR]

    limits = [rates.budget(each, "192.0.2.1", SETTINGS).state().limit for each in viewers]

    assert limits == [600, 1_200, 6_000, 2**31 - 1]


def test_nothing_stands_in_the_way_of_the_operator() -> None:
    budget = Rates().budget(OPERATOR, "127.0.0.1", SETTINGS)

    budget.draw(10**9)
    budget.check()

    assert budget.state().cost == 10**9


def test_a_request_is_told_what_it_cost_and_when_all_is_there_again(clock: Clock) -> None:
    budget = visitor(Rates(clock=clock))
    assert not budget.told

    budget.draw(2.5)
    budget.draw(297.5)
    state = budget.state()

    assert (state.cost, state.limit, state.remaining) == (300, 600, 300)
    assert abs(state.reset_at - dt.datetime.now(dt.UTC) - dt.timedelta(seconds=30)) < dt.timedelta(seconds=5)
    assert budget.told


def test_buckets_that_are_full_again_are_forgotten(clock: Clock) -> None:
    rates = Rates(most=100, clock=clock)
    for number in range(100):
        visitor(rates, f"192.0.2.{number}").draw(10)
    assert len(rates) == 100

    clock.now += 2
    visitor(rates, "198.51.100.1").draw(10)

    assert len(rates) == 1


def test_who_asks_from_very_many_addresses_fills_no_memory_and_takes_nobodys_bucket(clock: Clock) -> None:
    rates = Rates(most=1_000, clock=clock)
    visitor(rates).draw(200)

    for number in range(20_000):
        visitor(rates, f"2001:db8:{number:x}::1").draw(600)
    honest = visitor(rates)
    honest.draw(0)

    assert len(rates) <= 1_000 + 256
    assert honest.state().remaining == 400


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unix", "unix"),
        ("x" * 500, "x" * 80),
    ],
)
def test_an_address_of_version_6_counts_by_its_64_bits(address: str, network: str) -> None:
    assert network_of(address) == network


def test_what_was_drawn_for_an_answer_that_nobody_gets_is_given_back(clock: Clock) -> None:
    rates = Rates(clock=clock)
    budget = visitor(rates)
    budget.draw(500)
    spent = budget.state().remaining
    budget.give_back()

    assert (spent, budget.state().remaining, budget.cost) == (100, 600, 0)
