"""The customer and all that hangs on it: the card with its tabs, people, diary, search and import."""
