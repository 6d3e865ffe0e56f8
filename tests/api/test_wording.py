"""What answers say: explanations that can be read aloud, in English and Japanese, for every code there is."""

from datetime import date
from typing import Any, get_args

import msgspec
import pytest
from msgspec import structs

from api.problems import STATUS
from api.wording import (
    anomaly_detail,
    due_title,
    event_title,
    flag_view,
    obligation_view,
    problem_title,
    refusal_detail,
    rule_title,
    transition_title,
    type_title,
)
from api.wording import words as vocabulary
from api.wording.changes import standing_sentences
from api.wording.events import EVENTS
from api.wording.nationalities import NATIONALITY_NAMES
from api.wording.problems import ANOMALIES, INVALID, PROBLEMS
from api.wording.remedies import REMEDIES
from api.wording.text import citation, count, day, in_era, period_of_stay
from api.wording.timeline import VALUES
from domain import events
from domain.admissibility import Refusal
from domain.duties.duty import Duty, State, Subject
from domain.duties.revocation import Flag
from domain.events import types
from domain.law.calendar import counted_days, counted_months, fixed_day
from domain.law.countries import NATIONALITIES
from domain.law.provision import Provision
from domain.law.rulebook import DUTIES, RULES
from domain.policy import DEFAULT, Policy
from domain.spans.parts import StayWord
from tests.domain.telling import duties, issued, landed, opened
from tests.japanese import held, in_other_letters, texts
from tests.spec import event

MOVED = Duty(
    rule="ADR-3",
    rulebook="RB-2026-06",
    kind="notification",
    basis="ICRRA art. 19-9(1)",
    trigger=6,
    trigger_type="Moved",
    trigger_on=date(2026, 9, 5),
    listed_from=date(2026, 9, 5),
    opens_on=date(2026, 9, 5),
    counted=counted_days(date(2026, 9, 5), 14, municipality_code="01107"),
    desk="municipality",
    municipality_code="01107",
)
ON = date(2026, 9, 23)


def explained(
    duty: Duty, language: str = "en", policy: Policy = DEFAULT, on: date = ON, *, settings: bool = False
) -> tuple[str, ...]:
    return obligation_view(duty, on, language, policy, settings=settings).explanation


def test_a07_silver_week_explains_itself() -> None:
    assert explained(MOVED) == (
        "Moved on 2026-09-05 (Sat)",
        "ADR-3, ICRRA art. 19-9(1), RB-2026-06",
        "14 days, first day not counted: 2026-09-19 (Sat)",
        (
            "Closed: 2026-09-19 (Sat), 2026-09-20 (Sun), 2026-09-21 (Mon, Respect for the Aged Day),"
            " 2026-09-22 (Tue, National Holiday), 2026-09-23 (Wed, Autumnal Equinox Day)"
        ),
        "Last day: 2026-09-24 (Thu)",
    )


def test_a07_silver_week_explains_itself_in_japanese() -> None:
    assert explained(MOVED, "ja") == (
        "令和8年9月5日(2026-09-05)土曜日 住居地の移転",
        "根拠:入管法19条の9第1項(ADR-3、RB-2026-06)",
        "14日(初日不算入):令和8年9月19日(2026-09-19)土曜日",
        (
            "閉庁日:令和8年9月19日(2026-09-19)土曜日、令和8年9月20日(2026-09-20)日曜日、令和8年9月21日(2026-09-21)月曜日・敬老の日、令和8年9月22日(2026-09-22)火曜日・国民の休日、"
            "令和8年9月23日(2026-09-23)水曜日・秋分の日"
        ),
        "期限:令和8年9月24日(2026-09-24)木曜日",
    )


def test_an_obligation_has_the_fields_of_the_contract() -> None:
    answer: dict[str, Any] = msgspec.json.decode(
        msgspec.json.encode(obligation_view(MOVED, ON, "en", DEFAULT))
    )
    assert answer["class"] == "statutory"
    assert answer["title"] == "Notify the new address"
    assert (answer["state"], answer["days_left"]) == ("open", 1)
    assert (answer["raw_due_on"], answer["due_on"]) == ("2026-09-19", "2026-09-24")
    assert (answer["subject"], answer["owed_by"]) == (None, "holder")
    assert answer["authority"] == {
        "kind": "municipality",
        "name": "Nishi Ward Office",
        "municipality_code": "01107",
        "lg_code": "011070",
        "address": None,
        "telephone": None,
        "hours": None,
    }


def test_days_left_are_negative_once_overdue() -> None:
    late = obligation_view(MOVED, date(2026, 9, 26), "en", DEFAULT)
    assert (late.state, late.days_left) == ("overdue", -2)


def test_s44_the_desk_of_a_bureau_is_that_of_the_prefecture() -> None:
    desk = obligation_view(structs.replace(MOVED, desk="bureau"), ON, "en", DEFAULT).authority
    assert desk.name == "Sapporo Regional Immigration Services Bureau"
    assert (desk.telephone, desk.municipality_code) == ("011-261-7502", None)
    named = obligation_view(structs.replace(MOVED, desk="bureau"), ON, "ja", DEFAULT).authority
    assert named.name == "札幌出入国在留管理局"


def test_without_an_address_the_desk_has_no_name() -> None:
    desk = obligation_view(structs.replace(MOVED, municipality_code=None), ON, "en", DEFAULT).authority
    assert (desk.kind, desk.name, desk.municipality_code) == ("municipality", None, None)


def test_port_and_police_are_named_without_a_place() -> None:
    for kind, name in (("port", "Immigration officer at the port"), ("police", "Police")):
        duty = structs.replace(MOVED, desk=kind, municipality_code=None)
        assert obligation_view(duty, ON, "en", DEFAULT).authority.name == name


def test_what_settles_or_ends_a_duty_shows_from_its_day_on() -> None:
    done = structs.replace(MOVED, settled_by=9, settled_on=date(2026, 9, 25))
    assert obligation_view(done, ON, "en", DEFAULT).settled_by is None
    late = obligation_view(done, date(2026, 9, 25), "en", DEFAULT)
    assert (late.state, late.settled_by, late.explanation[-1]) == (
        "done-late",
        9,
        "Settled on 2026-09-25 (Fri) by version 9",
    )
    assert (
        explained(done, "ja", on=date(2026, 9, 25))[-1]
        == "手続済み:令和8年9月25日(2026-09-25)金曜日(記録番号9)"
    )
    gone = structs.replace(MOVED, cancelled_on=date(2026, 9, 10))
    assert explained(gone)[-1] == "No longer owed from 2026-09-10 (Thu)"
    assert explained(gone, "ja")[-1] == "手続不要:令和8年9月10日(2026-09-10)木曜日以降"


def test_the_day_itself_counts_where_the_event_started_at_midnight() -> None:
    counted = counted_days(date(2026, 9, 7), 14, True)
    assert "14 days, first day counted: 2026-09-20 (Sun)" in explained(
        structs.replace(MOVED, counted=counted)
    )
    assert "14日(初日算入):令和8年9月20日(2026-09-20)日曜日" in explained(
        structs.replace(MOVED, counted=counted), "ja"
    )


@pytest.mark.parametrize(
    ("en", "ja", "last"),
    [
        pytest.param(
            "1 year, first day not counted: 2027-01-15 (Fri)",
            "1年(初日不算入):令和9年1月15日(2027-01-15)金曜日",
            date(2027, 1, 15),
            id="a whole year",
        ),
        pytest.param(
            "At most 1 year, the stay ends first: 2026-10-01 (Thu)",
            "1年以内(在留期間等の満了日が先に到来):令和8年10月1日(2026-10-01)木曜日",
            date(2026, 10, 1),
            id="the stay ends first",
        ),
    ],
)
def test_special_reentry_is_a_year_or_the_stay(en: str, ja: str, last: date) -> None:
    duty = structs.replace(
        MOVED,
        rule="RE-3",
        kind="reentry",
        desk="port",
        trigger_type="Departed",
        trigger_on=date(2026, 1, 15),
        opens_on=date(2026, 1, 15),
        counted=counted_months(date(2026, 1, 15), 12, last),
    )
    assert en in explained(duty)
    assert ja in explained(duty, "ja")
    assert any(line.startswith("S1, city page: ") for line in explained(duty))


def test_a_lost_status_is_said() -> None:
    duty = structs.replace(MOVED, rule="RE-3", kind="reentry", desk="port", failed_on=date(2026, 9, 20))
    assert "Status lost from 2026-09-20 (Sun)" in explained(duty)
    assert "在留資格の喪失:令和8年9月20日(2026-09-20)日曜日" in explained(duty, "ja")


def test_an_extension_says_when_it_opens_and_that_the_page_differs() -> None:
    duty = structs.replace(
        MOVED,
        rule="EXT",
        kind="application",
        desk="bureau",
        basis="ICRRA art. 21(2)",
        trigger_type="Landed",
        trigger_on=date(2026, 4, 6),
        opens_on=date(2027, 1, 6),
        counted=fixed_day(date(2027, 4, 6), rolls=True),
        switches=("filing_grace",),
    )
    lines = explained(duty)
    assert lines[0] == "Landed on 2026-04-06 (Mon)"
    assert "Period of stay ends: 2027-04-06 (Tue)" in lines
    assert "Opens: 2027-01-06 (Wed)" in lines
    assert any(line.startswith("S3, city page: ") for line in lines)
    assert all("filing_grace" not in line for line in lines)
    assert explained(duty, settings=True)[-1] == "Depends on the setting filing_grace = ON"
    assert "受付開始:令和9年1月6日(2027-01-06)水曜日" in explained(duty, "ja")
    assert explained(duty, "ja", settings=True)[-1] == "設定による:filing_grace = ON"


def test_filing_on_the_next_open_day_does_not_extend_the_stay() -> None:
    duty = structs.replace(
        MOVED, rule="EXT", kind="application", desk="bureau", counted=fixed_day(date(2026, 5, 3), rolls=True)
    )
    assert "The period of stay itself is not extended (EXT-2)" in explained(duty)
    assert "在留期間そのものは延長されません(EXT-2)" in explained(duty, "ja")


def test_what_is_unconfirmed_is_said() -> None:
    duty = structs.replace(MOVED, rule="REN-1", counted=fixed_day(date(2027, 2, 6), rolls=True))
    assert explained(duty)[-1] == (
        "Unconfirmed: that a closed last day moves to the next open day: from memory"
    )
    assert explained(duty, "ja")[-1].startswith("未確認:")


def test_the_doubt_about_one_limb_is_said_of_its_duties_alone() -> None:
    duty = structs.replace(MOVED, rule="SPO-1", trigger_type="MarriageEnded", confirmed=False)
    assert explained(duty)[-1].startswith("Unconfirmed: that on Designated Activities the spouse")
    confirmed = structs.replace(duty, confirmed=True)
    assert not any(line.startswith("Unconfirmed") for line in explained(confirmed))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_penalty_is_held_out_to_who_is_abroad_while_the_card_must_be_renewed(language: str) -> None:
    """The penalty of REN-1 binds in Japan only (ICRRA 71-2); no obligation names one."""
    life = [
        opened("2020-02-06", born="1980-01-15"),
        landed("2020-02-06", "permanent-resident", None, None),
        issued("2020-02-06", "2027-02-06", reason="status"),
        event("Departed", "2026-12-01", reentry="special"),
    ]
    (renewal,) = [found for found in duties(life, "2027-02-10") if found.rule == "REN-1"]
    words = "".join(explained(renewal, language, on=date(2027, 2, 10)))
    assert "REN-1" in words
    assert not any(threat in words for threat in ("200,000", "20万円", "1 year", "1年"))


def test_a_change_of_organisation_says_which() -> None:
    duty = structs.replace(
        MOVED, rule="ORG-2", trigger_type="OrganisationChanged", subject=Subject(change="contract-ended")
    )
    assert explained(duty)[0] == "Organisation changed: contract ended on 2026-09-05 (Sat)"
    assert explained(duty, "ja")[0] == "令和8年9月5日(2026-09-05)土曜日 所属機関の変更:契約の終了"


def test_a_setting_shows_the_value_of_this_server() -> None:
    duty = structs.replace(MOVED, rule="DMG-1", class_="advisory", switches=("damaged_card",))
    lines = explained(duty, policy=Policy(damaged_card="STATUTE"), settings=True)
    assert "Advisory: never overdue by law" in lines
    assert any(line.startswith("S2, city page: ") for line in lines)
    assert lines[-1] == "Depends on the setting damaged_card = STATUTE"


def test_a_return_after_death_says_who_owes_it_and_from_when_it_counts() -> None:
    duty = structs.replace(
        MOVED,
        rule="RET-7",
        kind="return",
        desk="bureau",
        trigger_type="Died",
        trigger_on=date(2026, 9, 1),
        opens_on=date(2026, 9, 1),
        owed_by="relative-or-cohabitant",
        subject=Subject(card_number="AB12345678CD"),
    )
    lines = explained(duty)
    assert "Owed by a relative or cohabitant" in lines
    assert "Death, or card found on 2026-09-05 (Sat)" in lines
    assert all("AB12345678CD" not in line for line in lines)


def test_a_loss_learned_abroad_waits_for_the_first_entry() -> None:
    duty = structs.replace(MOVED, rule="LOS-2", trigger_type="CardLost", opens_on=None, counted=None)
    assert "Counted from the first entry, which is awaited" in explained(duty)
    assert "最初の入国の日から起算します(入国待ち)" in explained(duty, "ja")


def test_a_duty_without_a_fixed_day_says_so() -> None:
    duty = structs.replace(
        MOVED, rule="CHS-1", trigger_type="PurposeChanged", class_="advisory", counted=None
    )
    answer = obligation_view(duty, ON, "en", DEFAULT)
    assert (answer.due_on, answer.days_left) == (None, None)
    assert "No fixed day" in answer.explanation
    assert "期限の定めなし" in explained(duty, "ja")


def test_year_end_days_are_named() -> None:
    duty = structs.replace(MOVED, counted=counted_days(date(2026, 12, 15), 14))
    assert any("2026-12-29 (Tue, year end)" in line for line in explained(duty))
    assert any("令和8年12月29日(2026-12-29)火曜日・年末年始" in line for line in explained(duty, "ja"))


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("rule", sorted(DUTIES))
def test_every_duty_has_a_title_and_a_due_title(rule: str, language: str) -> None:
    assert rule_title(rule, language)
    assert rule_title(rule, language) in due_title(rule, language)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.startswith("REV")])
def test_every_flag_has_a_title_that_says_risk(rule: str) -> None:
    view = flag_view(Flag(rule=rule, since=ON), "en")
    assert view.title.startswith("Risk: ")
    assert flag_view(Flag(rule=rule, since=ON), "ja").title.startswith("リスク:")


def test_every_event_type_is_worded() -> None:
    assert set(EVENTS) == {cls.__name__ for cls in events.CATALOGUE}
    assert type_title("Moved", "ja") == "住居地の移転"


@pytest.mark.parametrize(
    ("vocabulary_of", "words"),
    [
        (vocabulary.STAYS, StayWord),
        (vocabulary.STATES, State),
        (vocabulary.PROCEDURES, types.Procedure),
        (vocabulary.ORGANISATION_CHANGES, types.OrganisationChange),
        (vocabulary.REENTRIES, types.Reentry),
        (vocabulary.OUTCOMES, types.Outcome),
        (vocabulary.GROUNDS, types.Grounds),
        (vocabulary.ACTIVITIES, types.Activity),
        (vocabulary.SCOPES, types.SideActivityScope),
        (vocabulary.STATUS_NAMES, types.StatusCode),
    ],
)
def test_every_closed_word_is_worded(vocabulary_of: dict[str, Any], words: Any) -> None:
    assert set(vocabulary_of) == set(get_args(words))


def test_causes_reasons_and_routes_are_worded() -> None:
    causes = {
        *get_args(types.CardLossCause),
        *get_args(types.CardDamageCause),
        *get_args(types.MarriageEndCause),
        *get_args(types.ProtectionCause),
    }
    assert causes == set(vocabulary.CAUSES)
    assert {*get_args(types.LossReason), *get_args(types.CardIssueReason)} == set(vocabulary.REASONS)
    assert {*get_args(types.CardIssueRoute), *get_args(types.CardReturnRoute)} == set(vocabulary.ROUTES)


@pytest.mark.parametrize(
    ("en", "ja", "event"),
    [
        pytest.param(
            "Landed: Student, 1 year 3 months, through 2027-07-06 (Tue)",
            "上陸許可:留学、1年3月、令和9年7月6日(2027-07-06)火曜日まで",
            events.Landed(
                occurred_on=ON,
                port="New Chitose",
                status="student",
                period_of_stay="P1Y3M",
                expires_on=date(2027, 7, 6),
            ),
            id="landing with status and period",
        ),
        pytest.param(
            "Moved: Nishi Ward, Sapporo",
            "住居地の移転:札幌市西区",
            events.Moved(occurred_on=ON, address=events.Address(municipality_code="01107", line="secret")),
            id="a move names the ward, not the address",
        ),
        pytest.param(
            "Departed from Japan: special re-entry",
            "出国:みなし再入国許可",
            events.Departed(occurred_on=ON, reentry="special"),
            id="departure",
        ),
        pytest.param("Died", "死亡", events.Died(occurred_on=ON), id="nothing to add"),
        pytest.param(
            "Event voided (v3)",
            "記録の取消し(記録番号3)",
            events.EventVoided(occurred_on=ON, voids=3, reason="x"),
            id="void",
        ),
    ],
)
def test_an_event_in_one_line(en: str, ja: str, event: events.CaseEvent) -> None:
    assert event_title(event, "en") == en
    assert event_title(event, "ja") == ja


def test_a_correction_says_what_it_puts_in_place() -> None:
    event = events.EventCorrected(
        occurred_on=ON, corrects=3, reason="x", replacement=events.CardLost(occurred_on=ON, cause="stolen")
    )
    assert event_title(event, "en") == "Event corrected (v3): Learned of the loss of the card: stolen"


def test_indefinite_stays_are_said() -> None:
    event = events.StatusAcquired(
        occurred_on=ON, status="permanent-resident", period_of_stay=None, expires_on=None
    )
    assert event_title(event, "en") == "Status of residence acquired: Permanent Resident, indefinite"
    assert event_title(event, "ja") == "在留資格取得許可:永住者、無期限"


def test_every_problem_code_has_a_title_in_two_languages() -> None:
    assert set(STATUS) == set(PROBLEMS) == set(REMEDIES)
    assert problem_title("not-abroad", "ja") == "出国の記録がないため、再入国を記録できません"
    assert problem_title("no-such-code", "en") == "no-such-code"


def test_a_refusal_names_the_version_it_contradicts() -> None:
    assert refusal_detail(Refusal("not-abroad", 0), "en") == "The resident is in Japan."
    assert refusal_detail(Refusal("not-abroad", 0), "ja") == "出国の記録がないため、再入国を記録できません。"
    assert set(INVALID) == set(get_args(types.Why))
    late = Refusal("contradicts-later-event", 0, 7)
    assert refusal_detail(late, "en") == "A later recorded event would become impossible (v7)."
    assert refusal_detail(late, "ja") == "後の記録と両立しないため、記録できません(v7)。"


def test_anomalies_are_sentences_and_overridden_refusals_say_so() -> None:
    for code in ANOMALIES:
        assert anomaly_detail(code, "en").endswith(".")
        assert anomaly_detail(code, "ja").endswith("。")
    assert anomaly_detail("before-birth", "en") == "Recorded by override: The day lies before birth."
    assert anomaly_detail("before-birth", "ja") == "監督者の判断で記録:生年月日より前の日付です。"


@pytest.mark.parametrize(
    ("en", "ja", "track", "value"),
    [
        ("Stay: special period", "在留:特例期間", "stay", "special-period"),
        ("Status of residence: Student", "在留資格:留学", "status", "student"),
        ("Address: Nishi Ward, Sapporo", "住居地:札幌市西区", "address", "01107"),
        ("Presence: abroad", "所在:国外", "presence", "abroad"),
    ],
)
def test_a_transition_names_track_and_value(en: str, ja: str, track: str, value: str) -> None:
    assert transition_title(track, value, "en") == en
    assert transition_title(track, value, "ja") == ja


def test_every_value_of_a_track_is_worded() -> None:
    assert set(get_args(StayWord)) == set(VALUES["stay"])


def test_days_counts_and_articles_are_written_in_the_language() -> None:
    assert (day(ON, "en"), day(ON, "ja")) == ("2026-09-23 (Wed)", "令和8年9月23日(2026-09-23)水曜日")
    assert (count(1, 0, "en"), count(0, 14, "en"), count(24, 0, "ja")) == ("1 month", "14 days", "2年")
    assert period_of_stay("P4M", "ja") == "4月"
    assert citation("the city page", "ja") == "the city page"


@pytest.mark.parametrize(
    ("ja", "basis"),
    [
        ("入管法19条の9第1項", "ICRRA art. 19-9(1)"),
        ("入管法22条の4第1項7号", "ICRRA art. 22-4(1)(vii)"),
        ("入管法24条4号ロ", "ICRRA art. 24(iv)(b)"),
        ("入管法20条6項、21条4項", "ICRRA art. 20(6), 21(4)"),
        ("入管法19条の13第2項、3項", "ICRRA art. 19-13(2), (3)"),
        ("入管法21条2項、行政機関の休日に関する法律2条", "ICRRA art. 21(2); AHA 2"),
        ("民法138条から143条まで", "Civil Code art. 138 to 143"),
        ("民法140条ただし書", "Civil Code art. 140 proviso"),
        ("入管法施行規則3条、別表第二(令和7年9月30日改正)",
         "ICRRA enforcement regulation art. 3, annexed table II (as amended 2025-09-30)"),
        ("札幌市ホームページ「在留カードの再交付」", "City page: Re-issuance of Residence Cards"),
    ],
)  # fmt: skip
def test_a_citation_in_japanese_reads_as_lawyers_write_it(ja: str, basis: str) -> None:
    assert citation(basis, "ja") == ja
    assert citation(basis, "en") == basis


@pytest.mark.parametrize(
    ("era", "on"),
    [
        ("令和元年5月1日", date(2019, 5, 1)), ("平成31年4月30日", date(2019, 4, 30)),
        ("平成元年1月8日", date(1989, 1, 8)), ("昭和64年1月7日", date(1989, 1, 7)),
        ("大正15年12月24日", date(1926, 12, 24)), ("明治45年7月29日", date(1912, 7, 29)),
        ("1600年1月2日", date(1600, 1, 2)),
    ],
)  # fmt: skip
def test_a_day_is_named_by_its_era(era: str, on: date) -> None:
    assert in_era(on) == era


def test_no_japanese_sentence_has_english_left_in_it() -> None:
    found = texts()
    assert len(found) > 500
    assert [text.ja for text in found if in_other_letters(text.ja)] == []


def test_every_citation_is_written_in_japanese() -> None:
    found = {citation(provision.citation, "ja") for provision in held(Provision, "domain.law")}
    assert len(found) > 50
    assert [basis for basis in sorted(found) if in_other_letters(basis)] == []


def test_every_nationality_is_called_something_of_its_own_in_both_languages() -> None:
    assert NATIONALITY_NAMES.keys() == NATIONALITIES
    for names in ({n.en for n in NATIONALITY_NAMES.values()}, {n.ja for n in NATIONALITY_NAMES.values()}):
        assert len(names) == len(NATIONALITIES)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Minami 1, 西2", "Minami 1, 西2"),
        ("\u202e1 ihsin", "\u2068\u202e1 ihsin\u2069"),
        ("رقم", "\u2068رقم\u2069"),
    ],
)
def test_what_reads_from_right_to_left_turns_nothing_around_it(line: str, said: str) -> None:
    change = {"part": "standing", "field": "/address/line", "before": None, "after": line}
    assert list(standing_sentences([change], "en")) == [f"Rest of the address: {said}."]
