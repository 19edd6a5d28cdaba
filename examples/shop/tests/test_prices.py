from shop.prices import total


def test_total() -> None:
    assert total([1.005, 2.0]) == 3.01
