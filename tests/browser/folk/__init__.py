"""The people of the journeys: each one's acts, named as a person would say them. One module per person."""
