"""Understanding: what a visitor's message means, as intents and the ids of our vocabulary."""
