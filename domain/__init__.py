"""What happened, and the law: pure values and functions over civil days."""
