"""The staff's face: Flask-AppBuilder views on the nouns, and the actions on them."""
