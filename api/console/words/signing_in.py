"""Signing in and out."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "title": Text("Sign in", "サインイン"),
    "ended": Text(
        "Your session has ended. Sign in again: what you had typed is kept.",
        "一定時間操作がなかったため、サインアウトしました。入力した内容は保存されています。"
        "もう一度サインインしてください。",
    ),
    "practice": Text("Sign in to practise", "練習用にサインイン"),
    "practice-help": Text(
        "On this machine only: every role, every office. Started with make try, it is an office of invented"
        " residents; make demo writes them into an empty one.",
        "この端末に限り、すべての権限と所属で操作できます。make tryで起動すると、架空の記録が入っています。"
        "記録がない場合は、make demoで作成できます。",
    ),
    "provider": Text("Sign in with your staff account", "職員アカウントでサインイン"),
    "provider-help": Text(
        "Role and office are as your account has them when you sign in.",
        "権限と所属は、サインインした時点の職員アカウントの登録によります。",
    ),
    "other-browser": Text(
        "This sign-in was begun in another browser, in another tab, or too long ago. Sign in again.",
        "別のブラウザーやタブで始めたか、時間が経ちすぎたため、サインインできませんでした。"
        "もう一度サインインしてください。",
    ),
    "provider-refused": Text(
        "Your staff account was not accepted. Sign in again, or ask whoever runs this service.",
        "職員アカウントの認証ができませんでした。もう一度サインインするか、システム管理者へお問い合わせください。",
    ),
    "not-valid": Text(
        "What the sign-in page of your staff account answered cannot be used. "
        "Sign in again, or ask whoever runs this service.",
        "職員アカウントの認証結果を確認できませんでした。"
        "もう一度サインインするか、システム管理者へお問い合わせください。",
    ),
    "no-role": Text(
        "Your staff account has no role or no office in this service. Ask whoever runs it.",
        "職員アカウントに、このシステムの権限又は所属が登録されていません。システム管理者へお問い合わせください。",
    ),
    "provider-away": Text(
        "The sign-in page of staff accounts does not answer. Try again in a moment.",
        "職員アカウントの認証サーバーに接続できません。しばらくしてから、もう一度お試しください。",
    ),
    "no-address": Text(
        "This service does not know its own address. Whoever runs it sets ZAIRYU_PUBLIC_URL.",
        "このシステムのアドレスが設定されていません。システム管理者へお問い合わせください(ZAIRYU_PUBLIC_URL)。",
    ),
    "token": Text("Token", "トークン"),
    "token-help": Text(
        "From whoever runs this service (zairyu token create).",
        "システム管理者から受け取ったトークンを入力してください。",
    ),
    "with-token": Text("Sign in with a token", "トークンでサインイン"),
    "not-known": Text(
        "This did not work. Try again, or ask whoever runs this service.",
        "サインインできませんでした。もう一度お試しになるか、システム管理者へお問い合わせください。",
    ),
    "too-many": Text(
        "Too many attempts failed. Try again in {seconds} seconds.",
        "サインインの失敗が続いたため、受け付けを停止しています。{seconds}秒後にもう一度お試しください。",
    ),
    "signed-out": Text("You are signed out.", "サインアウトしました。"),
}
