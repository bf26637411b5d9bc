"""Language models: one way to ask any of them, with fences around it, and what is said by them."""
