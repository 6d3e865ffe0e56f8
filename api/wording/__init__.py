"""Everything human: obligations, titles, explanations, refusals, anomalies, in English and Japanese.

Structures come from the domain and the projections; this is the edge where they become sentences. A language
is `ja`, or English for any other word.
"""

from api.wording.consequences import caused_sentences
from api.wording.details import request_detail
from api.wording.events import event_title, type_title
from api.wording.notices import letter_title, notice_title, reason_sentence
from api.wording.obligations import Authority, ObligationAnswer, explain, obligation_view, rule_title
from api.wording.problems import (
    AnomalyView,
    anomaly_detail,
    anomaly_view,
    problem_sentence,
    problem_title,
    refusal_detail,
)
from api.wording.remedies import remedy
from api.wording.text import citation, said
from api.wording.timeline import (
    FlagView,
    due_title,
    flag_view,
    transition_title,
)

__all__ = [
    "AnomalyView",
    "Authority",
    "FlagView",
    "ObligationAnswer",
    "anomaly_detail",
    "anomaly_view",
    "caused_sentences",
    "citation",
    "due_title",
    "event_title",
    "explain",
    "flag_view",
    "letter_title",
    "notice_title",
    "obligation_view",
    "problem_sentence",
    "problem_title",
    "reason_sentence",
    "refusal_detail",
    "remedy",
    "request_detail",
    "rule_title",
    "said",
    "transition_title",
    "type_title",
]
