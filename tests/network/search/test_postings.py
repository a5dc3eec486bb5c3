from labnet.network.search.postings import Postings


def test_new_and_gone_terms_are_told() -> None:
    postings = Postings()

    first = postings.change({}, {0: {"lab": 1.0, "zero": 1.0}, 1: {"lab": 0.5}})
    second = postings.change({0: {"lab": 1.0, "zero": 1.0}}, {2: {"tilab": 1.0}})

    assert first == ({"lab", "zero"}, set())
    assert second == ({"tilab"}, {"zero"})
    assert "lab" in postings
    assert sorted(postings) == ["lab", "tilab"]


def test_each_row_has_its_best_weight_under_the_terms_scaled_by_their_factors() -> None:
    postings = Postings()
    postings.change({}, {0: {"lab": 1.0, "labo": 0.5}, 1: {"labo": 1.0}, 2: {"other": 1.0}})

    weights = postings.weights({"lab": 0.5, "labo": 0.75, "unknown": 1.0}, 4)

    assert weights.tolist() == [0.5, 0.75, 0.0, 0.0]


def test_weights_below_the_least_do_not_count_before_they_are_scaled() -> None:
    postings = Postings()
    postings.change({}, {0: {"lab": 1.0}, 1: {"lab": 0.5}, 2: {"lab": 0.25}})

    assert postings.weights({"lab": 0.5}, 3, least=0.5).tolist() == [0.5, 0.25, 0.0]


def test_several_rows_change_at_once() -> None:
    postings = Postings()
    postings.change({}, {row: {"lab": 1.0} for row in range(4)})

    postings.change({0: {"lab": 1.0}, 2: {"lab": 1.0}}, {2: {"lab": 0.25}})

    assert postings.weights({"lab": 1.0}, 4).tolist() == [0.0, 1.0, 0.25, 1.0]
