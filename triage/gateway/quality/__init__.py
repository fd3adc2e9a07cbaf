"""Quality review: the draw, the reviews, what reaches the handler, the trend."""
