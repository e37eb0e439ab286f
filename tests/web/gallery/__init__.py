"""A plain app that shows every shell and macro with invented content: what the tests of the look read and look at."""
