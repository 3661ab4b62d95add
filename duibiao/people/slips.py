"""One-time secrets on paper: a page of slips to cut, one a person."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from duibiao.people.accounts import Secret
from duibiao.words import Words

STYLE = """@page{size:A4;margin:12mm}
body{font:11pt/1.5 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:0;color:#111}
main{display:grid;grid-template-columns:1fr 1fr}
section{border:1px dashed #777;padding:6mm;break-inside:avoid}
h2{font-size:12pt;margin:0 0 2mm}
dl{display:grid;grid-template-columns:auto 1fr;gap:1mm 4mm;margin:0 0 2mm}
dt{color:#555}dd{margin:0;font-family:monospace;font-size:12pt}p{margin:0;font-size:9pt}"""
SLIP = Markup(
    "<section><h2>{name}</h2><dl><dt>{login_label}</dt><dd>{login}</dd>"
    "<dt>{secret_label}</dt><dd>{secret}</dd></dl><p>{note}</p></section>"
)


def html(given: Iterable[Secret], say: Words, address: str = "") -> str:
    """The page to print. `address`: where one signs in."""
    slips = Markup("").join(
        SLIP.format(
            name=one.name,
            login_label=say("slip-login"),
            login=one.login,
            secret_label=say("slip-secret"),
            secret=one.secret,
            note=say("slip-note") + (say("slip-address", address=address) if address else ""),
        )
        for one in given
    )
    page = Markup(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title>'
        "<style>{}</style></head><body><main>{}</main></body></html>\n"
    )
    return str(page.format(say.language, say("slip-title"), Markup(STYLE), slips))  # noqa: S704
