"""Webhooks in words: kinds of facts, why an address is none to send to, why a fact was not taken."""

from collections.abc import Mapping
from typing import Final

from api.wording.text import said
from domain.law.provision import Text

KINDS: Final[Mapping[str, Text]] = {
    "resident.recorded": Text("Something was recorded about a resident", "在留者の記録の追加"),
    "notice.raised": Text("An office was told of a duty", "窓口への通知"),
    "notice.withdrawn": Text("A notice was taken back", "通知の取消し"),
}

REFUSED: Final[Mapping[str, Text]] = {
    "not-https": Text(
        "Facts are sent by https alone: write `https://host/path`.",
        "送信先は`https`に限ります。`https://host/path`の形で入力してください。",
    ),
    "credentials": Text(
        "No name and no password belong in the address: the signature says who sends.",
        "送信先のアドレスにユーザー名やパスワードを含めることはできません。送信元は署名で確認できます。",
    ),
    "fragment": Text(
        "What stands behind `#` is never sent; leave it out.",
        "`#`以降は送信されません。除いて入力してください。",
    ),
    "not-a-url": Text(
        "Not an address: write https://host/path, without spaces, in Latin letters.",
        "アドレスとして読み取れません。`https://host/path`の形で、空白を含めずに半角英数字で入力してください。",
    ),
    "address-refused": Text(
        "This name leads into a network that is not everybody's. If that is meant, the operator names the "
        "network in `ZAIRYU_WEBHOOK_ALLOW`.",
        "このホスト名は内部のネットワークを指しています。内部への送信が必要な場合は、システム管理者に依頼して、"
        "`ZAIRYU_WEBHOOK_ALLOW`にそのネットワークを指定してください。",
    ),
}
"""Why nothing is sent to an address, by code."""

NO_SUCH_OFFICE: Final = Text(
    "No such office: use the code of a municipality (01101) or a bureau as GET /v1/offices names it.",
    "該当する窓口がありません。市区町村コード(01101)又は"
    "`GET /v1/offices`の地方出入国在留管理局のコードを指定してください。",
)
TOO_MANY: Final = Text(
    "There are as many webhooks as there may be; take one away first.",
    "Webhookの数が上限に達しています。先に不要なものを削除してください。",
)

_FAILURES: Final[Mapping[str, Text]] = {
    "name-not-found": Text("The host name is not known", "ホスト名が見つかりません"),
    "address-refused": Text(
        "The name leads into a network inside", "ホスト名が内部のネットワークを指しています"
    ),
    "no-connection": Text("No connection", "接続できません"),
    "not-trusted": Text("The certificate is not trusted", "証明書を信頼できません"),
    "timed-out": Text("No answer within ten seconds", "10秒以内に応答がありません"),
    "connection-lost": Text(
        "The connection broke before the end of the answer", "応答の途中で接続が切れました"
    ),
}
_ANSWERED: Final = Text("Answered {status}", "応答コード {status}")


def failure_words(failure: str, language: str) -> str:
    """Return why a fact was not taken: `timed-out`, `status-500`."""
    known = _FAILURES.get(failure)
    if known is not None:
        return said(known, language)
    return said(_ANSWERED, language).format(status=failure.removeprefix("status-"))
