"""A report before it is fetched: a picture of its first page, what it holds, and the way to it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from duibiao.words import Words

KINDS = ("school", "county")


def preview(say: Words, kind: str, form: str, title: str, picture: str, file: str) -> Markup:
    """The picture beside what is in the report, with the link that fetches it.

    A list for Excel has no page, so no picture: what its sheets hold is told.
    """
    is_list = form == "xlsx"
    about = "reports-about-lists" if is_list else f"reports-about-{kind}"
    image = Markup("")
    if not is_list:
        image = Markup('<img src="{}" alt="{}" width="496" height="702" loading="lazy">').format(
            picture, say("reports-picture", title=title)
        )
    return Markup(
        '<div class="report-preview">{}<div><h2>{}</h2><p>{}</p><ul>{}</ul><p class="quiet">{}</p>'
        '<p><a class="fetch" href="{}" download>{}</a></p></div></div>'
    ).format(
        image,
        title,
        say(about),
        _items(say.attr(about, "parts").split("|")),
        say(f"reports-form-{form}"),
        file,
        say("reports-fetch", form=say(f"reports-as-{form}")),
    )


def _items(texts: Sequence[str]) -> Markup:
    return Markup("").join(Markup("<li>{}</li>").format(text.strip()) for text in texts)


def link_to_fetch(text: str, target: str) -> Markup:
    """A link that looks like what it does: it hands over a file."""
    return Markup('<p><a class="fetch" href="{}" download>{}</a></p>').format(target, text)


def link_to_make(text: str, target: str) -> Markup:
    """A link that has something made on this page."""
    return Markup('<p><a class="make" href="{}">{}</a></p>').format(target, text)
