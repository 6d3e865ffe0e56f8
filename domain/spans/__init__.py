"""What was so on which days: stay, presence, card, address, affiliation, from an effective history."""
