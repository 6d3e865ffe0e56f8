"""What each rule asks of a resident, in letters: the heading in plain Japanese, what to do, what to bring.

What to bring and what it costs stand here as far as the rulebook knows them; None: the office is to be asked.
Numbers of days stand nowhere here: a letter says the last day.
"""

from collections.abc import Mapping
from typing import Final, Literal

from msgspec import Struct

from api.wording.letters.words import Words

Fee = Literal["extension", "change", "none"]


class RuleWords(Struct, frozen=True, kw_only=True):
    """The words of a rule; `fee` names the table of fees in `domain/law/fees.py`, or that there is none."""

    title: str
    do: Words
    bring: Words | None = None
    fee: Fee | None = None


_CARD: Final = Words("在留カード", "Your residence card", "在留カード")
_CERTIFICATE: Final = Words(
    "特別永住者証明書", "Your special permanent resident certificate", "特別永住者証明書"
)
_POLICE_NUMBER: Final = Words(
    "警察に届け出たときの受理番号が分かるもの(災害等により失った場合は、り災証明書)",
    "The receipt number of your report to the police (after a fire or disaster: the certificate of it)",
    "警察に届けたときの受理番号。火事《かじ》や災害でカードが無くなった人は、り｜災証明書《さいしょうめいしょ》",
)
_REISSUE: Final = Words(
    "地方出入国在留管理局で、在留カードの再交付を申請してください。",
    "Apply for a new residence card at the immigration bureau.",
    "出入国在留管理局で、新しい在留カードをもらう申請をしてください。",
)
_RETURN: Final = Words(
    "在留カードを地方出入国在留管理局に返納してください。",
    "Give your residence card back to the immigration bureau.",
    "在留カードを出入国在留管理局に返してください。",
)
_RENEW: Final = Words(
    "地方出入国在留管理局で、在留カードの有効期間の更新を申請してください。",
    "Apply for a new residence card at the immigration bureau before this one ends.",
    "出入国在留管理局で、在留カードを新しくする申請をしてください。",
)

LETTERS: Final[Mapping[str, RuleWords]] = {
    "ADR-1": RuleWords(
        title="住所を届けてください",
        do=Words(
            "お住まいの市区町村の窓口に、在留カードを提出して、住居地を届け出てください。",
            "Report your address to the office of the place where you live, and hand over your residence card"
            " there.",
            "住んでいる市区町村の窓口に行って、住所を届けてください。在留カードを窓口の人《ひと》に出してください。",
        ),
        bring=Words(
            "在留カード(上陸の際に在留カードが交付されなかった人は、旅券)",
            "Your residence card. If you were not given one when you landed: your passport.",
            "在留カード。日本に来たときに在留カードをもらっていない人は、パスポート",
        ),
    ),
    "ADR-2": RuleWords(
        title="住所を届けてください",
        do=Words(
            "お住まいの市区町村の窓口に、在留カードを提出して、住居地を届け出てください。",
            "Report your address to the office of the place where you live, and hand over your residence card"
            " there.",
            "住んでいる市区町村の窓口に行って、住所を届けてください。在留カードを窓口の人に出してください。",
        ),
        bring=_CARD,
    ),
    "ADR-3": RuleWords(
        title="新しい住所を届けてください",
        do=Words(
            "移転先の市区町村の窓口に、在留カードを提出して、新しい住居地を届け出てください。",
            "Report your new address to the office of the place you moved to, and hand over your residence"
            " card there.",
            "引っ越した市区町村の窓口に行って、新しい住所を届けてください。在留カードを窓口の人に出してください。",
        ),
        bring=_CARD,
    ),
    "SPR-1": RuleWords(
        title="住所を届けてください(特別永住者)",
        do=Words(
            "お住まいの市区町村の窓口に、住居地を届け出てください。",
            "Report your address to the office of the place where you live.",
            "住んでいる市区町村の窓口に行って、住所を届けてください。",
        ),
    ),
    "SPR-2": RuleWords(
        title="名前などが変わったことを届けてください(特別永住者)",
        do=Words(
            "氏名、生年月日、性別又は国籍・地域の変更を、お住まいの市区町村の窓口に届け出てください。",
            "Report the change of your name, date of birth, sex or nationality to the office of the place"
            " where you live.",
            "名前、生年月日、性別、国籍・地域が変わったことを、住んでいる市区町村の窓口に届けてください。",
        ),
    ),
    "CHG-1": RuleWords(
        title="名前などが変わったことを届けてください",
        do=Words(
            "氏名、生年月日、性別又は国籍・地域の変更を、地方出入国在留管理局に届け出てください。新しい在留カードが交付されます。",
            "Report the change of your name, date of birth, sex or nationality to the immigration bureau. You"
            " will be given a new residence card.",
            "名前、生年月日、性別、国籍・地域が変わったことを、出入国在留管理局に届けてください。新しい在留カードをもらいます。",
        ),
    ),
    "LOS-1": RuleWords(title="新しい在留カードをもらってください", do=_REISSUE, bring=_POLICE_NUMBER),
    "LOS-2": RuleWords(title="新しい在留カードをもらってください", do=_REISSUE, bring=_POLICE_NUMBER),
    "LOS-3": RuleWords(
        title="カードが無いことを警察に知らせてください",
        do=Words(
            "警察署又は交番に、遺失届又は盗難届を出してください。在留カード等の再交付の申請の際に、受理番号が必要です。",
            "Report the loss or theft to the police. You need the receipt number when you apply for a new"
            " card.",
            "カードが無くなったこと、または盗まれたことを、警察か交番に届けてください。新しいカードの申請のときに、受理番号が必要です。",
        ),
    ),
    "DMG-1": RuleWords(
        title="壊れたカード、汚れたカードは新しくできます",
        do=Words(
            "地方出入国在留管理局で、在留カードの再交付を申請することができます。",
            "You can apply for a new residence card at the immigration bureau.",
            "出入国在留管理局で、新しい在留カードをもらう申請ができます。",
        ),
    ),
    "DMG-2": RuleWords(
        title="在留カードを新しくしてください",
        do=Words(
            "再交付の申請の命令を受けていますので、地方出入国在留管理局で、在留カードの再交付を申請してください。",
            "You have been ordered to replace your card: apply for a new residence card at the immigration"
            " bureau.",
            "在留カードを交換する命令がありました。出入国在留管理局で、新しい在留カードをもらう申請をしてください。",
        ),
    ),
    "SPR-5": RuleWords(
        title="新しい特別永住者証明書をもらってください",
        do=Words(
            "お住まいの市区町村の窓口で、特別永住者証明書の再交付を申請してください。",
            "Apply for a new certificate at the office of the place where you live.",
            "住んでいる市区町村の窓口で、新しい特別永住者証明書をもらう申請をしてください。",
        ),
    ),
    "SPR-6": RuleWords(
        title="特別永住者証明書を新しくしてください",
        do=Words(
            "再交付の申請の命令を受けていますので、お住まいの市区町村の窓口で、特別永住者証明書の再交付を申請してください。",
            "You have been ordered to replace your certificate: apply for a new one at the office of the"
            " place where you live.",
            "特別永住者証明書を交換する命令がありました。住んでいる市区町村の窓口で、新しい特別永住者証明書をもらう申請をしてください。",
        ),
    ),
    "RET-1": RuleWords(title="在留カードを返してください", do=_RETURN, bring=_CARD),
    "RET-2": RuleWords(title="有効期間が終わった在留カードを返してください", do=_RETURN, bring=_CARD),
    "RET-3": RuleWords(
        title="日本から出るときに在留カードを返してください",
        do=Words(
            "出国の際、空港又は港で、入国審査官に在留カードを返納してください。",
            "Give your residence card to the immigration officer at the airport or seaport when you leave"
            " Japan.",
            "日本から出るとき、空港か港で、入国審査官に在留カードを返してください。",
        ),
        bring=_CARD,
    ),
    "RET-4": RuleWords(
        title="見つかった古いカードを返してください",
        do=Words(
            "発見した在留カードを、地方出入国在留管理局に返納してください。",
            "Give the card that was found back to the immigration bureau.",
            "見つかった在留カードを、出入国在留管理局に返してください。",
        ),
        bring=Words("発見した在留カード", "The card that was found", "見つかった在留カード"),
    ),
    "RET-5": RuleWords(title="在留カードを返してください", do=_RETURN, bring=_CARD),
    "RET-6": RuleWords(
        title="古い在留カードを返してください",
        do=Words(
            "新しい在留カードの交付を受けるときは、それまでの在留カードを返納してください。",
            "Give your old residence card back when you receive the new one.",
            "新しい在留カードをもらうとき、古い在留カードを返してください。",
        ),
        bring=Words("それまでの在留カード", "Your old residence card", "古い在留カード"),
    ),
    "RET-7": RuleWords(
        title="亡くなった人の在留カードを返してください",
        do=Words(
            "亡くなった方の在留カードを、地方出入国在留管理局に返納してください。",
            "Give the residence card of the deceased back to the immigration bureau.",
            "亡くなった人の在留カードを、出入国在留管理局に返してください。",
        ),
        bring=Words(
            "亡くなった方の在留カード", "The residence card of the deceased", "亡くなった人の在留カード"
        ),
    ),
    "SPR-7": RuleWords(
        title="特別永住者証明書を返してください",
        do=Words(
            "特別永住者証明書を地方出入国在留管理局に返納してください。",
            "Give your certificate back to the immigration bureau.",
            "特別永住者証明書を出入国在留管理局に返してください。",
        ),
        bring=_CERTIFICATE,
    ),
    "ORG-1": RuleWords(
        title="会社や学校が変わったことを届けてください",
        do=Words(
            "活動を行う機関(勤務先、学校等)についての変更を、出入国在留管理庁(地方出入国在留管理局)に届け出てください。",
            "Report the change of the organisation where you work or study to the immigration bureau.",
            "あなたの会社や学校が変わったことを、出入国在留管理局に届けてください。",
        ),
    ),
    "ORG-2": RuleWords(
        title="契約している会社などが変わったことを届けてください",
        do=Words(
            "契約を結んでいる機関(勤務先等)についての変更を、出入国在留管理庁(地方出入国在留管理局)に届け出てください。",
            "Report the change of the organisation you have your contract with to the immigration bureau.",
            "あなたが契約している会社などが変わったことを、出入国在留管理局に届けてください。",
        ),
    ),
    "SPO-1": RuleWords(
        title="離婚したこと、または夫や妻が亡くなったことを届けてください",
        do=Words(
            "配偶者との離婚又は死別を、出入国在留管理庁(地方出入国在留管理局)に届け出てください。",
            "Report the divorce, or the death of your spouse, to the immigration bureau.",
            "離婚したこと、または夫や妻が亡くなったことを、出入国在留管理局に届けてください。",
        ),
    ),
    "EXT": RuleWords(
        title="在留期間を長くする申請をしてください",
        do=Words(
            "引き続き日本に在留するときは、地方出入国在留管理局で、在留期間の更新を申請してください。"
            "申請をしないで在留期間を過ぎて在留すると、不法残留となります。",
            "If you want to stay in Japan longer, apply for an extension of your period of stay at the"
            " immigration bureau. Whoever stays on after the period without having applied is staying"
            " illegally.",
            "これからも日本に住む人は、出入国在留管理局で、在留期間を長くする申請をしてください。"
            "申請をしないで、在留期間が終わったあとも日本にいると、法律の違反になります。",
        ),
        fee="extension",
    ),
    "CHS-1": RuleWords(
        title="在留資格を変える申請をしてください",
        do=Words(
            "在留の目的が変わったときは、在留期間の残りにかかわらず、速やかに、地方出入国在留管理局で在留資格の変更を申請してください。",
            "The purpose of your stay has changed: apply soon for a change of your status of residence at the"
            " immigration bureau, however long your period of stay still is.",
            "日本に住む目的が変わった人は、出入国在留管理局で、在留資格を変える申請をしてください。早く申請してください。",
        ),
        fee="change",
    ),
    "ACQ-1": RuleWords(
        title="在留資格をもらう申請をしてください",
        do=Words(
            "引き続き日本に在留するときは、地方出入国在留管理局で、在留資格の取得を申請してください。",
            "To stay in Japan, apply for a status of residence at the immigration bureau.",
            "これからも日本に住む人は、出入国在留管理局で、在留資格をもらう申請をしてください。",
        ),
    ),
    "ACQ-3": RuleWords(
        title="特別永住許可の申請をしてください",
        do=Words(
            "お住まいの市区町村の窓口で、特別永住許可を申請してください。",
            "Apply for special permanent residence at the office of the place where you live.",
            "住んでいる市区町村の窓口で、特別永住許可の申請をしてください。",
        ),
    ),
    "RE-1": RuleWords(
        title="期限までに日本に戻ってください",
        do=Words(
            "再入国許可の有効期間内に、日本に再入国してください。期限までに再入国しないと、在留資格を失います。",
            "Come back to Japan while your re-entry permit is valid. If you come later, you lose your status"
            " of residence.",
            "再入国許可の有効期間が終わる前に、日本に戻ってください。遅《おく》れると、在留資格が無くなります。",
        ),
        bring=Words(
            "再入国許可の証印のある旅券",
            "Your passport with the re-entry permit",
            "再入国許可があるパスポート",
        ),
    ),
    "RE-3": RuleWords(
        title="期限までに日本に戻ってください",
        do=Words(
            "みなし再入国許可の期間内に、日本に再入国してください。期限までに再入国しないと、在留資格を失います。この期間を国外で延長することはできません。",
            "Come back to Japan by the last day of your special re-entry permission. If you come later, you"
            " lose your status of residence. The time cannot be extended abroad.",
            "期限までに、日本に戻ってください。遅《おく》れると、在留資格が無くなります。外国で期限を長くすることはできません。",
        ),
        bring=Words("旅券及び在留カード", "Your passport and your residence card", "パスポートと在留カード"),
    ),
    "RE-4": RuleWords(
        title="期限までに日本に戻ってください(特別永住者)",
        do=Words(
            "みなし再入国許可の期間内に、日本に再入国してください。期限までに再入国しないと、特別永住者の地位を失います。この期間を国外で延長することはできません。",
            "Come back to Japan by the last day of your special re-entry permission. If you come later, you"
            " lose your status as a special permanent resident. The time cannot be extended abroad.",
            "期限までに、日本に戻ってください。遅《おく》れると、特別永住者ではなくなります。外国で期限を長くすることはできません。",
        ),
        bring=Words(
            "旅券及び特別永住者証明書",
            "Your passport and your special permanent resident certificate",
            "パスポートと特別永住者証明書",
        ),
    ),
    "SPR-4": RuleWords(
        title="特別永住者証明書を新しくしてください",
        do=Words(
            "お住まいの市区町村の窓口で、特別永住者証明書の有効期間の更新を申請してください。",
            "Apply for a new certificate at the office of the place where you live before this one ends.",
            "住んでいる市区町村の窓口で、特別永住者証明書を新しくする申請をしてください。",
        ),
    ),
    "REN-1": RuleWords(title="在留カードを新しくしてください", do=_RENEW, fee="none"),
    "REN-2": RuleWords(title="在留カードを新しくしてください", do=_RENEW, fee="none"),
}
"""By rule: every rule under which something is owed has its words."""
