"""The words of letters to residents: in Japanese as offices write it, in plain Japanese, in English.

`words` says one thing in the three, `furigana` writes readings above the plain Japanese, `rules`
has the words of each rule, `frame` those that stand in every letter, `reasons` why a day is the last one.
"""
