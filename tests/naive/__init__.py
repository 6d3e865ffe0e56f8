"""A deliberately naive model of the contract: it walks a life one day at a time with plain dictionaries.

It shares nothing with `domain/` and `projections/` but the law itself, so that the two can be held against
each other. It is slow and long on purpose, and never imported outside the tests.
"""
