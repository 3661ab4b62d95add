"""The design's twelve worked examples, which the oracle and the warehouse both have to meet.

They are of a primary school with a 党支部 that is a county-tier demonstration school, by the
working edition.
"""

from __future__ import annotations

EXAMPLES: list[tuple[str, dict[str, str], str | None]] = [
    ("L01", {"L01_num": "11", "L01_den": "12"}, "1.67"),
    ("Z04", {"Z04_num": "20", "Z04_den": "24"}, "1.33"),
    ("Z02", {"Z02_due": "2024-03-01", "Z02_done": "2024-04-11"}, "1.80"),
    ("Z06", {"Z06_num": "11", "Z06_den": "12", "Z06_pn": "180", "Z06_pd": "216"}, "1.62"),
    ("S04", {"S04_a": "1", "S04_b": "1", "S04_c": "0"}, "1.50"),
    ("F04", {"F04_num": "2", "F04_den": "28"}, "1.43"),
    ("F02", {"F02_a": "3"}, "1.50"),
    ("F06", {"F06_g": "B"}, "1.60"),
    ("F08", {"F08_num": "93", "F08_den": "100"}, "1.73"),
    ("Z05", {"Z05_num": "4", "Z05_den": "4", "Z05_c": "0"}, "1.00"),
    ("F01", {"F01_n1": "0", "F01_d1": "0", "F01_n2": "5", "F01_d2": "20"}, "2.40"),
    ("L05", {"L05_num": "0", "L05_den": "0"}, None),
]
"""An indicator, its answers, and its points to two decimals (None: not applicable)."""

POINTS_THAT_APPLY = {"kindergarten": 94, "senior": 98, "primary": 100}
"""By school type, the applicable points that the design names."""
