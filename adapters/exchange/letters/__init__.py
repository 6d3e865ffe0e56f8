"""Letters to residents about what they have to do: a page that is set and printed, and not kept."""
