"""The law as dated data: rules with their words, numbers and articles. It knows no history."""
