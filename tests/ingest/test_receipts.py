"""A receipt can be read over the telephone, and a slip is found."""

from __future__ import annotations

import re

from duibiao.records.store import new_record_id
from ingest.receipts import is_receipt_number, receipt_number


def test_a_receipt_is_twelve_digits_in_groups_and_always_the_same() -> None:
    record_id = new_record_id()
    number = receipt_number(record_id)
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", number)
    assert receipt_number(record_id) == number
    assert len({receipt_number(new_record_id()) for _ in range(1000)}) == 1000


def test_it_may_be_written_with_any_signs_between() -> None:
    number = receipt_number("a")
    for written in (number, number.replace(" ", ""), number.replace(" ", "－"), f"回执 {number}。"):
        assert is_receipt_number(written)
    assert is_receipt_number(number.translate({ord("0") + at: ord("０") + at for at in range(10)}))
    assert not is_receipt_number(number[:-1])
    assert not is_receipt_number("")


def test_every_wrong_digit_is_found_and_nearly_every_exchange_of_neighbours() -> None:
    missed = exchanges = 0
    for record_id in map(str, range(200)):
        digits = receipt_number(record_id).replace(" ", "")
        for at, digit in enumerate(digits):
            for other in set("0123456789") - {digit}:
                assert not is_receipt_number(digits[:at] + other + digits[at + 1 :])
        for at in range(11):
            swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
            if swapped != digits:
                exchanges += 1
                missed += is_receipt_number(swapped)
    assert missed < exchanges / 25
