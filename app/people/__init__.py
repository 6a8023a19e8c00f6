"""Who there is: organisations, their outlets and specialists, and where each user belongs."""
