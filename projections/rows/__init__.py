"""Rows of the lists: what a resident's history says, on both axes of time.

The rows of a resident are bitemporal tables: of duties, of standings, of dwellings, of terms to find the
resident by. A row says: from `valid_from` through `valid_to` (days, inclusive) this was so, as known from
version `known_from` of the stream on and before version `known_to` (None: it still is, the row is current).
Rows are numbered in the order in which they became known. A row never changes but for its `known_to`, when
it is superseded; a longer history gives the same rows, some of them superseded, and more.

An example: somebody settles in Sapporo (version 4) and moves to Shinjuku in June (version 5). Later the
office hears that there was a stay in Osaka from May on (version 6). The dwellings before and after that:

    number  known_from  known_to  valid_from  valid_to    municipality
    4       4           5         2026-04-10  9999-12-31  01101
    5       5           None      2026-04-10  2026-05-31  01101
    6       5           None      2026-06-01  9999-12-31  13104

    4       4           5         2026-04-10  9999-12-31  01101
    5       5           6         2026-04-10  2026-05-31  01101
    6       5           None      2026-06-01  9999-12-31  13104
    7       6           None      2026-04-10  2026-04-30  01101
    8       6           None      2026-05-01  2026-05-31  27127

The late move superseded row 5. Row 6 stays: a move changes no days from the next move on. As of version 5,
rows 5 and 6 are known, and answer as they did then.

How they are made, event by event (`projections.rows.resident`):

1. Days with facts cut the calendar into segments; `segments` says which of them the event affects, and folds
   those alone.
2. The case of a segment shows duties, standing and dwelling on its days, by the headline projections.
3. `timeline` keeps for each value the stretches of days on which it holds now, cuts and joins them where the
   event changed something, and so finds which stretches are gone and which are new.
4. `table` closes the rows of those that are gone, and begins rows of the new ones.

Duties to notify an address would undo 1, since each outlasts many moves: `address_duties` has them apart.
"""
