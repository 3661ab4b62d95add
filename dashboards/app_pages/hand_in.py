"""上报: take a school's workbook, check a filled one, and hand it in for a receipt and a score."""

from dashboards import frame, upload
from dashboards.panels import hand_in as panel

say = frame.speak()
frame.title(say("page-hand_in"), say("hand-in-lead"))

with upload.told_in_words(say):
    frame.heading(say("section-upload"))
    sent = upload.choose_file(say)
    if sent is not None:
        outcome = upload.outcome_of(say, sent)
        fate = outcome.checked.fate
        frame.heading(say("section-outcome"), sent.name)
        frame.show_message(say, upload.message_of(outcome), upload.MOOD[fate])
        if outcome.receipt is not None:
            frame.show(panel.receipt_panel(say, outcome.receipt, sent.name))
        if outcome.score is not None:
            frame.show(upload.score_figures(say, outcome.score))
        upload.offer_hand_in(say, sent, outcome)
        if outcome.checked.problems:
            frame.heading(
                say("section-problems"), say("count-problems", count=len(outcome.checked.problems))
            )
            frame.show(panel.problems_table(say, upload.problems_of(say, outcome)))
    frame.heading(say("section-template"))
    upload.offer_template(say)
