"""Tests of the law: tables, rule families, the rulebook."""
