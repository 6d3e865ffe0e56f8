"""Nationalities in English and Japanese: countries and areas by short names, and what stands for none."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

_NAMES: Final = """
AD Andorra / アンドラ
AE United Arab Emirates / アラブ首長国連邦
AF Afghanistan / アフガニスタン
AG Antigua and Barbuda / アンティグア・バーブーダ
AI Anguilla / アンギラ
AL Albania / アルバニア
AM Armenia / アルメニア
AO Angola / アンゴラ
AQ Antarctica / 南極
AR Argentina / アルゼンチン
AS American Samoa / 米領サモア
AT Austria / オーストリア
AU Australia / オーストラリア
AW Aruba / アルバ
AX Åland Islands / オーランド諸島
AZ Azerbaijan / アゼルバイジャン
BA Bosnia and Herzegovina / ボスニア・ヘルツェゴビナ
BB Barbados / バルバドス
BD Bangladesh / バングラデシュ
BE Belgium / ベルギー
BF Burkina Faso / ブルキナファソ
BG Bulgaria / ブルガリア
BH Bahrain / バーレーン
BI Burundi / ブルンジ
BJ Benin / ベナン
BL Saint Barthélemy / サン・バルテルミー
BM Bermuda / バミューダ
BN Brunei / ブルネイ
BO Bolivia / ボリビア
BQ Bonaire, Sint Eustatius and Saba / ボネール、シント・ユースタティウス及びサバ
BR Brazil / ブラジル
BS Bahamas / バハマ
BT Bhutan / ブータン
BV Bouvet Island / ブーベ島
BW Botswana / ボツワナ
BY Belarus / ベラルーシ
BZ Belize / ベリーズ
CA Canada / カナダ
CC Cocos (Keeling) Islands / ココス諸島
CD Democratic Republic of the Congo / コンゴ民主共和国
CF Central African Republic / 中央アフリカ
CG Republic of the Congo / コンゴ共和国
CH Switzerland / スイス
CI Côte d'Ivoire / コートジボワール
CK Cook Islands / クック諸島
CL Chile / チリ
CM Cameroon / カメルーン
CN China / 中国
CO Colombia / コロンビア
CR Costa Rica / コスタリカ
CU Cuba / キューバ
CV Cabo Verde / カーボベルデ
CW Curaçao / キュラソー
CX Christmas Island / クリスマス島
CY Cyprus / キプロス
CZ Czechia / チェコ
DE Germany / ドイツ
DJ Djibouti / ジブチ
DK Denmark / デンマーク
DM Dominica / ドミニカ国
DO Dominican Republic / ドミニカ共和国
DZ Algeria / アルジェリア
EC Ecuador / エクアドル
EE Estonia / エストニア
EG Egypt / エジプト
EH Western Sahara / 西サハラ
ER Eritrea / エリトリア
ES Spain / スペイン
ET Ethiopia / エチオピア
FI Finland / フィンランド
FJ Fiji / フィジー
FK Falkland Islands / フォークランド諸島
FM Micronesia / ミクロネシア
FO Faroe Islands / フェロー諸島
FR France / フランス
GA Gabon / ガボン
GB United Kingdom / 英国
GD Grenada / グレナダ
GE Georgia / ジョージア
GF French Guiana / 仏領ギアナ
GG Guernsey / ガーンジー
GH Ghana / ガーナ
GI Gibraltar / ジブラルタル
GL Greenland / グリーンランド
GM Gambia / ガンビア
GN Guinea / ギニア
GP Guadeloupe / グアドループ
GQ Equatorial Guinea / 赤道ギニア
GR Greece / ギリシャ
GS South Georgia and the South Sandwich Islands / サウスジョージア・サウスサンドウィッチ諸島
GT Guatemala / グアテマラ
GU Guam / グアム
GW Guinea-Bissau / ギニアビサウ
GY Guyana / ガイアナ
HK Hong Kong / 香港
HM Heard Island and McDonald Islands / ハード島・マクドナルド諸島
HN Honduras / ホンジュラス
HR Croatia / クロアチア
HT Haiti / ハイチ
HU Hungary / ハンガリー
ID Indonesia / インドネシア
IE Ireland / アイルランド
IL Israel / イスラエル
IM Isle of Man / マン島
IN India / インド
IO British Indian Ocean Territory / 英領インド洋地域
IQ Iraq / イラク
IR Iran / イラン
IS Iceland / アイスランド
IT Italy / イタリア
JE Jersey / ジャージー
JM Jamaica / ジャマイカ
JO Jordan / ヨルダン
KE Kenya / ケニア
KG Kyrgyzstan / キルギス
KH Cambodia / カンボジア
KI Kiribati / キリバス
KM Comoros / コモロ
KN Saint Kitts and Nevis / セントクリストファー・ネービス
KP North Korea / 朝鮮
KR South Korea / 韓国
KW Kuwait / クウェート
KY Cayman Islands / ケイマン諸島
KZ Kazakhstan / カザフスタン
LA Laos / ラオス
LB Lebanon / レバノン
LC Saint Lucia / セントルシア
LI Liechtenstein / リヒテンシュタイン
LK Sri Lanka / スリランカ
LR Liberia / リベリア
LS Lesotho / レソト
LT Lithuania / リトアニア
LU Luxembourg / ルクセンブルク
LV Latvia / ラトビア
LY Libya / リビア
MA Morocco / モロッコ
MC Monaco / モナコ
MD Moldova / モルドバ
ME Montenegro / モンテネグロ
MF Saint Martin (French part) / サン・マルタン(仏領)
MG Madagascar / マダガスカル
MH Marshall Islands / マーシャル諸島
MK North Macedonia / 北マケドニア
ML Mali / マリ
MM Myanmar / ミャンマー
MN Mongolia / モンゴル
MO Macao / マカオ
MP Northern Mariana Islands / 北マリアナ諸島
MQ Martinique / マルティニーク
MR Mauritania / モーリタニア
MS Montserrat / モントセラト
MT Malta / マルタ
MU Mauritius / モーリシャス
MV Maldives / モルディブ
MW Malawi / マラウイ
MX Mexico / メキシコ
MY Malaysia / マレーシア
MZ Mozambique / モザンビーク
NA Namibia / ナミビア
NC New Caledonia / ニューカレドニア
NE Niger / ニジェール
NF Norfolk Island / ノーフォーク島
NG Nigeria / ナイジェリア
NI Nicaragua / ニカラグア
NL Netherlands / オランダ
NO Norway / ノルウェー
NP Nepal / ネパール
NR Nauru / ナウル
NU Niue / ニウエ
NZ New Zealand / ニュージーランド
OM Oman / オマーン
PA Panama / パナマ
PE Peru / ペルー
PF French Polynesia / 仏領ポリネシア
PG Papua New Guinea / パプアニューギニア
PH Philippines / フィリピン
PK Pakistan / パキスタン
PL Poland / ポーランド
PM Saint Pierre and Miquelon / サンピエール・ミクロン
PN Pitcairn / ピトケアン
PR Puerto Rico / プエルトリコ
PS State of Palestine / パレスチナ国
PSE Palestine / パレスチナ
PT Portugal / ポルトガル
PW Palau / パラオ
PY Paraguay / パラグアイ
QA Qatar / カタール
RE Réunion / レユニオン
RO Romania / ルーマニア
RS Serbia / セルビア
RU Russia / ロシア
RW Rwanda / ルワンダ
SA Saudi Arabia / サウジアラビア
SB Solomon Islands / ソロモン諸島
SC Seychelles / セーシェル
SD Sudan / スーダン
SE Sweden / スウェーデン
SG Singapore / シンガポール
SH Saint Helena, Ascension and Tristan da Cunha / セントヘレナ・アセンション・トリスタンダクーニャ
SI Slovenia / スロベニア
SJ Svalbard and Jan Mayen / スバールバル諸島・ヤンマイエン島
SK Slovakia / スロバキア
SL Sierra Leone / シエラレオネ
SM San Marino / サンマリノ
SN Senegal / セネガル
SO Somalia / ソマリア
SR Suriname / スリナム
SS South Sudan / 南スーダン
ST Sao Tome and Principe / サントメ・プリンシペ
SV El Salvador / エルサルバドル
SX Sint Maarten (Dutch part) / シント・マールテン(蘭領)
SY Syria / シリア
SZ Eswatini / エスワティニ
TC Turks and Caicos Islands / タークス・カイコス諸島
TD Chad / チャド
TF French Southern Territories / 仏領極南諸島
TG Togo / トーゴ
TH Thailand / タイ
TJ Tajikistan / タジキスタン
TK Tokelau / トケラウ
TL Timor-Leste / 東ティモール
TM Turkmenistan / トルクメニスタン
TN Tunisia / チュニジア
TO Tonga / トンガ
TR Türkiye / トルコ
TT Trinidad and Tobago / トリニダード・トバゴ
TV Tuvalu / ツバル
TW Taiwan / 台湾
TZ Tanzania / タンザニア
UA Ukraine / ウクライナ
UG Uganda / ウガンダ
UM United States Minor Outlying Islands / 米領太平洋諸島
US United States / 米国
UY Uruguay / ウルグアイ
UZ Uzbekistan / ウズベキスタン
VA Holy See / バチカン
VC Saint Vincent and the Grenadines / セントビンセント及びグレナディーン諸島
VE Venezuela / ベネズエラ
VG Virgin Islands (British) / 英領バージン諸島
VI Virgin Islands (U.S.) / 米領バージン諸島
VN Viet Nam / ベトナム
VU Vanuatu / バヌアツ
WF Wallis and Futuna / ウォリス・フツナ
WS Samoa / サモア
YE Yemen / イエメン
YT Mayotte / マヨット
ZA South Africa / 南アフリカ
ZM Zambia / ザンビア
ZW Zimbabwe / ジンバブエ
XXA stateless / 無国籍
XXX unknown / 不明
"""

NATIONALITY_NAMES: Final[Mapping[str, Text]] = {
    code: Text(*names.split(" / "))
    for code, _, names in (line.partition(" ") for line in _NAMES.strip().splitlines())
}
"""By code, every nationality that a file can hold."""


def nationality_name(code: str, language: str) -> str:
    """Return what a country or area is called; a code that is none stands for itself."""
    found = NATIONALITY_NAMES.get(code)
    if found is None:
        return code
    return found.ja if language == "ja" else found.en
