"""What departments decide, and the package it rests on."""
