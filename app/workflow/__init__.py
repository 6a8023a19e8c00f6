"""The verbs: the door, and one module per business action."""
