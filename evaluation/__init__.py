"""Whether the training works: what learners, managers and trainers say, what was learned, what is used."""
