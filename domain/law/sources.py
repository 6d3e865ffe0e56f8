"""Where the facts of the rulebook were read: the numbers behind `A:17`, `B:22b` in a provision's source.

A: the text of the law or of the agency itself was visible there; B: a secondary source states it.
"""

import re
from collections.abc import Mapping
from datetime import date

READ_ON = date(2026, 11, 23)
"""The day on which all sources were last read again, but for those of `READ_AGAIN_ON`."""

SOURCES: Mapping[str, str] = {
    "1": "iuris.jp ICRRA 19-5 (text in force 2024-04-01)",
    "1b": "office-yamanami.com residence-card basics 2025-05",
    "2": "iuris.jp ICRRA 19-9",
    "3": "iuris.jp ICRRA 26",
    "4": "ebisudo-office.com ICRRA 26-2",
    "5": "ebisudo-office.com ICRRA 19-3",
    "6": "sn-hoki.co.jp MOJ Order 13 of 2024 (Reg 19-5)",
    "7": "nakagawa-masaaki.com/archives/2542 (19-12 text)",
    "8": "visa-center110.com/?p=899 (19-13 text)",
    "9": "immi-moj.go.jp osonto.html",
    "10": "visa-saitama.com horitu1914, horitu1915",
    "11": "ichiishinji.com entry86 (19-15)",
    "12": "ichiishinji.com entry79 (19-8)",
    "13": "nagata-bengoshi.com foreigner notices (19-7 text, 14-day list)",
    "14": "lighthouse88.com affiliated-institution notices",
    "15": "MOJ page on 19-16(i) (archived copy)",
    "17": "iw-support.jp/?p=3730 (ISA 19-11 page content)",
    "18": "public dataset cards quoting ISA card-renewal page, checked 2026-05 (GitHub text ids "
    "56075913344, 55585497005)",
    "19": "yonei-office.com/15175; yokohama-supervisa.net date-of-expiry",
    "20": "isa.go.jp/en minashisainyukoku",
    "21": "suzuki-hideo.org worked dates",
    "21b": "visa-niigata.com/saishubi",
    "22": "visa-niigata.com/tokurei-kikan",
    "22b": "page on 在留期間の特例 quoting 20(5) (now 20(6)); kissho-law.com/custom6",
    "23": "dataset card quoting ISA 16-3 and special-period pages (GitHub text id 55672549416); "
    "office-tanuma.biz",
    "23b": "GitHub text id 55994379430",
    "24": "sayaka-office.com 2017-12-14, 2019-04-11; kawase-gyosei.com; imsvisa.support/post-2120",
    "25": "compalex.tty-i.com AHA; shugiin.go.jp Act 91 of 1988",
    "26": "iuris.jp LAA 4-2",
    "27": "kannosrfp.com Civil Code 138-143",
    "28": "city.hiroshima.lg.jp FAQ 15063",
    "29": "ebisudo-office.com JBA 30-47",
    "30": "nyukan.tamatake.com 2020-04-07",
    "30b": "pal-immig.com/custom38",
    "31": "visa-work.com/acquire-permission; shiodome.co.jp/?p=7950",
    "32": "legaldoc.jp SPRA (version 2026-06-20, Act 59 of 2024)",
    "33": "ebisudo-office.com SPRA 10",
    "34": "iuris.jp SPRA 18",
    "34b": "iuris.jp SPRA 14",
    "35": "city.kama.lg.jp; city.kasugai.lg.jp; city.kyotango.lg.jp",
    "36": "fujii-gyousei.com re-entry; onodera-support.com",
    "37": "imsvisa.support/post-2793",
    "38": "visa-beyond.com actives-1463 (contrary)",
    "39": "moj.go.jp/isa/tokutei.html; office-babaakira.com Q&A; firstbase.info",
    "40": "eijuuken-shinsei.com/column/shutokugo-tetsuzuki",
    "41": "glama.ai free-agent-tools (My Number rules as of 2026-10-29; renewal tool as of 2026-11-08)",
    "42": "nippon.com and livedoor 2026-03-10; girlswars.com (2026-10-01); goasia.cc; GitHub text "
    "id 71269484256 (promulgated 2026-06-05)",
    "42b": "imsvisa.support/post-6380; firstbase.info intra-company-transferee-2",
    "43": "visalawyer.tokyo 2025-03-26; gr-office.com",
    "44": "smilevisa.jp/?p=26231; nagoyavisa.com/2158",
    "45": "hayashi-office.site; office-yuyatochiki.com; immigration.nagasesogo.com",
    "46": "koyou.acroseed.com 000119; akia-legal.com faq037; alivio-office.com; pedia.3rd-in.co.jp Sapporo",
    "47": "local-media.heteml.net/36283; sapporolife.info",
    "48": "visamate.net; attorney-office.com 20170213",
    "49": "Cabinet Office list via nihon-hanzai-jiken.com, injapan.today",
    "50": "forum copy of Reg 19(5) from immi-moj; easy-consul.com",
    "51": "picks.goandup.jp (2027-04-01); visa.katsumi-office.com; matsutoh-gyosei",
    "52": "u-tokyo.ac.jp life-visa-rc",
    "53": "morinaga-office.net (23(2), 75-2, 75-3 text)",
    "53b": "moj.go.jp/isa newimmiact_1_port-city",
    "54": "koyou.acroseed.com kanriseido/0004",
    "55": "visa-immigration.net naibukizyun21",
    "56": "minna-de-wagaya.com",
    "58": "GitHub text id 59110303321",
    "59": "lighthouse88.com proxy-application; inagawayobouhoumu.net no-203",
    "60": "kawanishi-visa.net; nakanomituaki.com",
    "61": "webtown.nagayo.jp",
    "62": "confiance-capls.jp; lighthouse88.com/?p=610620",
    "63": "moj.go.jp nyuukokukanri10_00020 (old copy)",
    "64": "ebisudo-office.com Reg 19-15",
    "65": "blog.goo.ne.jp/show125 (19-16 text, 2013 form)",
    "66": "ebisudo-office.com/?p=12215 (Reg 19-16)",
    "67": "ichiishinji.com entry217 (art 70)",
    "68": "kakeizu-studio.com z15",
    "68b": "ichiishinji.com entry119 / bridge2n.jp (22-4 head)",
    "69": "weblio.jp; seisaku.mydns.jp",
    "70": "sendy-app.com; gyoseishoshi-kitakyushu.com",
    "71": "GitHub text id 67482436928 (IC TLV reference)",
    "73": "three public texts of one fee engine, checked 2026-09-27 against ISA 01_00644 and faq/01_00650",
    "74": "katsumi-office; sn-hoki contents; nbc.or.jp 2026-02-03; MOJ Order 46 of 2025",
    "75": "one public text citing ISA 10_00011",
    "76": "immi-moj.go.jp point_1-2 (2012)",
    "76b": "sn-hoki KISOKU20250930-47-1",
    "76c": "nyukan-bengoshi, visa-waizumi",
    "77": "e-Stat, standard area codes and their changes from 1970-04-01 to 2024-05-26, as kept by the R "
    "package jpcity 0.3.0; names in force compared with code4fukui/localgovjp of 2026-07-09",
}

READ_AGAIN_ON: Mapping[str, date] = {"77": date(2026, 11, 27)}
"""The day on which a source was last read, where it is another one."""

_MARK = re.compile(r"\b[AB]:(\d+[bc]?)\b")


def written_out(source: str) -> str:
    """Return a source with its numbers replaced by what they stand for; other text stays."""
    return _MARK.sub(lambda found: SOURCES.get(found[1], found[0]), source)


def checked_on(source: str) -> date:
    """Return the day on which what a source names was last checked, of several the one longest ago."""
    return min((READ_AGAIN_ON.get(mark, READ_ON) for mark in _MARK.findall(source)), default=READ_ON)
