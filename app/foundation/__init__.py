"""What every other room stands on: base class, clock, actor, errors, lifecycle."""
