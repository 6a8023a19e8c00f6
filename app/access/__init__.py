"""The adapter between people and Flask-AppBuilder: who is asking, and may they come in."""
