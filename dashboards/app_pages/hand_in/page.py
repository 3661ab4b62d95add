"""填表报送: take a workbook, check and hand it in, bring its evidence, or take a hand-in back."""

from dashboards.app_pages.hand_in import evidence, fetching, html, taking_back, upload
from dashboards.parts import address, frame, sending

say = frame.speak()
frame.title(say("page-hand_in"), say("hand-in-lead"))
step = address.switch(
    "step", say("choose-step"), html.STEPS, lambda name: say(f"step-{name}"), default=html.STEPS[0]
)
with sending.told_in_words(say):
    fetching.stop_without_open_cycle(say)
    frame.show_message(say, f"about-{step}", "info")
    if step == "template":
        fetching.offer_template(say)
    elif step == "evidence":
        evidence.offer_evidence(say)
    elif step == "take-back":
        taking_back.offer_taking_back(say)
    else:
        fetching.show_deadlines(say)
        if (sent := upload.choose_file(say)) is not None:
            upload.show_outcome(say, sent)
