"""Groups of commands; ``cli`` puts them together."""
