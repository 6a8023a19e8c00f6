"""Joint surveys: what actions make of them, and what dialogs tell beside them."""
