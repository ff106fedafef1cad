"""Values and tools without any business in them."""
