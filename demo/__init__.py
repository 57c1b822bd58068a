"""The demonstration partnership, made through the product's own services."""
