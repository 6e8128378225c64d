"""How dates are written and read, one package per language."""
